package io.holdfast.contracts.backup;

public record FreedBytes(long bytes) {}
