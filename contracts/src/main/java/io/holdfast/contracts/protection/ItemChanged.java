package io.holdfast.contracts.protection;

import java.util.UUID;

/**
 * Hint that an item is not what it was: its status, its points, its last backup. {@code kind} is {@code registered} or {@code protected}; {@code status} the
 * status it has now, {@code NotRegistered} or {@code NotProtected} when it is gone.
 */
public record ItemChanged(String vault, UUID item, String kind, String status) {}
