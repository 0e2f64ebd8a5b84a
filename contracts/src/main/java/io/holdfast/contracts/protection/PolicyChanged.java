package io.holdfast.contracts.protection;

/**
 * Hint that a policy was made, changed or deleted.
 */
public record PolicyChanged(String vault, String policy) {}
