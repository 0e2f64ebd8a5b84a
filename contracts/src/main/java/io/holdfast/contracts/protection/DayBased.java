package io.holdfast.contracts.protection;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Days 1 to 28 of a month, and/or its last day.
 */
public record DayBased(List<Integer> days, boolean lastDay) {
    /** {@code days} may be left out in JSON. */
    public DayBased(@Nullable List<Integer> days, boolean lastDay) {
        this.days = days == null ? List.of() : days;
        this.lastDay = lastDay;
    }
}
