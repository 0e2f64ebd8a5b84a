package io.holdfast.contracts.protection;

/**
 * Runs of a paused policy's schedule do not happen, neither then nor afterwards; backups on demand do.
 */
public record PausePolicy(String vault, String name, boolean paused) {}
