package io.holdfast.store;

/** A pack that lies in the store. {@code name}: the SHA-256 of its bytes, in hex. */
public record StoredPack(String name, long bytes) {}
