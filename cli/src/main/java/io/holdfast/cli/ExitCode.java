package io.holdfast.cli;

/** What the command's exit code says; listed in the README and in {@code holdfast --help}. */
public final class ExitCode {
    public static final int OK = 0;
    /** A job that was waited for did not complete, or a check or comparison failed. */
    public static final int FAILED = 1;
    /** The command line itself is wrong. */
    public static final int USAGE = 2;
    /** A name or id stands for nothing, or for more than one thing. */
    public static final int NOT_FOUND = 3;
    /** The server refused: conflict, invalid value, stale version. */
    public static final int REFUSED = 4;
    /** The server cannot be reached or is not ready. */
    public static final int UNAVAILABLE = 5;
    /** No token, or one that is not allowed to do this. */
    public static final int NOT_ALLOWED = 6;

    private ExitCode() {}
}
