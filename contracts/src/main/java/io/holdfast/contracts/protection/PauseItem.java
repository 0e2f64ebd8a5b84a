package io.holdfast.contracts.protection;

import java.util.UUID;

/**
 * Runs of its policy's schedule leave a paused item out; backups on demand do not.
 */
public record PauseItem(String vault, UUID item, boolean paused) {}
