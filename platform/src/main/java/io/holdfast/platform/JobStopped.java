package io.holdfast.platform;

/**
 * How a job handler says that it stopped because it was asked to.
 */
@SuppressWarnings("serial")
public final class JobStopped extends RuntimeException {
    public JobStopped() {
        super("stopped on request");
    }
}
