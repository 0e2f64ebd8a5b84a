package io.holdfast.contracts;

/**
 * On whose behalf a request is made; recorded as {@code createdBy} on jobs.
 */
public record Caller(String name) {
    /** A service acting for itself: sweepers, workers, schedules. */
    public static Caller service(String service) {
        return new Caller("service:" + service);
    }
}
