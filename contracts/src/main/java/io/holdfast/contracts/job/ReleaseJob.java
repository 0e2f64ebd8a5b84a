package io.holdfast.contracts.job;

import java.util.UUID;

/**
 * Gives a job back to the queue without counting the attempt: an orderly shutdown.
 */
public record ReleaseJob(UUID job, long token, String reason) {}
