package io.holdfast.contracts.protection;

public record CreatePolicy(String vault, NewPolicy policy) {}
