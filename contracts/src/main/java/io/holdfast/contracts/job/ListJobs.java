package io.holdfast.contracts.job;

import io.holdfast.contracts.PageRequest;

public record ListJobs(JobFilter filter, PageRequest page) {}
