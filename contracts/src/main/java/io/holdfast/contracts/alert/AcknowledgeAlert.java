package io.holdfast.contracts.alert;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody looks after it: it stays, but is news no more, unless it grows. Of an alert that is acknowledged already only the note changes.
 */
public record AcknowledgeAlert(UUID id, @Nullable String note) {}
