package io.holdfast.contracts.protection;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When backups run: {@code times} as {@code HH:mm} in {@code timeZone} (IANA name); {@code days} for weekly schedules, else empty.
 */
public record Schedule(ScheduleKind kind, List<String> times, List<Weekday> days, String timeZone) {
    /** {@code days} may be left out in JSON. */
    public Schedule(ScheduleKind kind, List<String> times, @Nullable List<Weekday> days, String timeZone) {
        this.kind = kind;
        this.times = times;
        this.days = days == null ? List.of() : days;
        this.timeZone = timeZone;
    }
}
