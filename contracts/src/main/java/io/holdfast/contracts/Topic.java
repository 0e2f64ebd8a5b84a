package io.holdfast.contracts;

/**
 * A typed publish address. Messages are hints and may be lost: whoever needs the truth asks for it.
 */
public record Topic<T>(String address, Class<T> message) {}
