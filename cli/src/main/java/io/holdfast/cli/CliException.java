package io.holdfast.cli;

/** Ends the command with a message for people and an exit code for scripts. */
@SuppressWarnings("serial")
public class CliException extends RuntimeException {
    private final int exitCode;

    public CliException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    public int exitCode() {
        return exitCode;
    }
}
