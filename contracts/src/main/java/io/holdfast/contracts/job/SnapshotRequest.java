package io.holdfast.contracts.job;

public record SnapshotRequest(JobFilter filter) {}
