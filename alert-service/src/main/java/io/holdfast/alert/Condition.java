package io.holdfast.alert;

import io.holdfast.contracts.alert.AlertCause;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something is wrong with an item. {@code evidence}: of when what says so is; the same evidence counts once, and once somebody has resolved it, it is
 * not brought up again.
 */
record Condition(
        String vault,
        AlertCause cause,
        Group group,
        UUID item,
        String name,
        Instant since,
        Instant evidence,
        String detail,
        @Nullable UUID job) {}
