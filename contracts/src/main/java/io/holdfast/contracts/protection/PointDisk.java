package io.holdfast.contracts.protection;

public record PointDisk(String name, long sizeBytes) {}
