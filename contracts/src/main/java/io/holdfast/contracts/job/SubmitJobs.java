package io.holdfast.contracts.job;

import java.util.List;

/**
 * All are queued or none.
 */
public record SubmitJobs(List<JobSubmission> jobs) {}
