package io.holdfast.contracts;

/**
 * A reply that says only: done.
 */
public record Ack() {}
