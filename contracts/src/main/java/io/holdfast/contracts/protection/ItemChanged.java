package io.holdfast.contracts.protection;

import java.util.UUID;

/**
 * Hint: {@code kind} is {@code registered} or {@code protected}; {@code status} its new status, {@code NotRegistered} or {@code NotProtected} when it is gone.
 */
public record ItemChanged(String vault, UUID item, String kind, String status) {}
