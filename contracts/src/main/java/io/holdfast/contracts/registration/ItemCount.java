package io.holdfast.contracts.registration;

public record ItemCount(long registered) {}
