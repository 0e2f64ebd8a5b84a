package io.holdfast.alert;

import io.holdfast.contracts.alert.Alert;
import java.time.Instant;
import java.util.List;

/**
 * What one announcement tells of a vault. {@code more}: alerts that there is news of too, and no room for.
 */
record Message(String vault, Instant at, List<Entry> entries, long more) {

    /** {@code joined}: how many items it concerns that it did not before. */
    record Entry(List<NewsKind> kinds, long joined, Alert alert) {}

    static final int MOST_ENTRIES = 100;
}
