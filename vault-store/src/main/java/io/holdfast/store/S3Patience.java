package io.holdfast.store;

import java.time.Duration;

/**
 * How long an object store may take, and how often it is asked.
 *
 * @param connect for a connection
 * @param silence between two bytes
 * @param attempt for one request and its answer
 * @param attempts for each request, all told
 * @param pause before the second attempt, at most; doubled for each further one, up to {@code longestPause}. The pause is
 *     random within that, so that movers who were refused together do not come back together
 */
record S3Patience(
        Duration connect,
        Duration silence,
        Duration attempt,
        int attempts,
        Duration pause,
        Duration throttledPause,
        Duration longestPause) {
    static final S3Patience USUAL = new S3Patience(
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            6,
            Duration.ofMillis(200),
            Duration.ofSeconds(1),
            Duration.ofSeconds(20));
}
