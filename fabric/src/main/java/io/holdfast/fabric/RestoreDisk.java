package io.holdfast.fabric;

/** A disk to be written. {@code dataBytes}: at most so many will be written, the rest are holes; for the check of free space, {@code sizeBytes} if not known. */
public record RestoreDisk(String name, long sizeBytes, long dataBytes) {}
