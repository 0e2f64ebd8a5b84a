package io.holdfast.store;

/** An object of a backend: its key and its size in bytes. */
public record StoredObject(String key, long size) {}
