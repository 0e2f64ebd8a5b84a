package io.holdfast.contracts.job;

import java.util.List;

/**
 * The unfinished jobs and those that ended in the last minutes, as of event {@code seq}: read in one database snapshot.
 */
public record StreamSnapshot(long seq, List<Job> jobs) {}
