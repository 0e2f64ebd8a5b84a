package io.holdfast.contracts.job;

/**
 * What started a job.
 */
public enum Trigger {
    OnDemand,
    Scheduled
}
