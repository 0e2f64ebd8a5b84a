package io.holdfast.contracts.protection;

import java.util.UUID;

/**
 * All data of the item is gone: its points and the item itself are removed, its registration is free again.
 */
public record DataDeleted(UUID job, long token, String vault, UUID item) {}
