package io.holdfast.alert;

import io.holdfast.contracts.alert.AlertCause;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something is not wrong with an item any more, as far as evidence up to {@code until} said so; {@code group}: of that group only.
 */
record Ending(UUID item, AlertCause cause, @Nullable String group, Instant until) {
    static Ending of(UUID item, AlertCause cause, Instant until) {
        return new Ending(item, cause, null, until);
    }
}
