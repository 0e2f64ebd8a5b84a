package io.holdfast.contracts.registration;

import java.util.List;
import java.util.UUID;

/**
 * Marks registered items as protected: all or none, idempotent for the same vault. A refusal names each bad item as {@code /itemIds/N}.
 */
public record ClaimItems(String vault, List<UUID> items) {}
