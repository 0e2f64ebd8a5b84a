package io.holdfast.contracts.protection;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When backups run, by the clock of {@code timeZone} (IANA name). {@code times}: {@code HH:mm}, for daily and weekly schedules; {@code days} for
 * weekly ones; {@code hourly} for hourly ones. {@code jitter}: each run starts up to so much after its time, always the same for the same run of
 * the same policy. {@code misfire}: what becomes of runs that nobody could start in time; {@code startDeadline}: with {@code Skip}, how late a run may start.
 */
public record Schedule(
        ScheduleKind kind,
        List<String> times,
        List<Weekday> days,
        String timeZone,
        @Nullable Hourly hourly,
        @Nullable Duration jitter,
        @Nullable Misfire misfire,
        @Nullable Duration startDeadline) {

    /** Every {@code every} hours, from {@code from} ({@code HH:mm}) for {@code hours} hours of each day. */
    public record Hourly(int every, String from, int hours) {}

    public Schedule(ScheduleKind kind, List<String> times, List<Weekday> days, String timeZone) {
        this(kind, times, days, timeZone, null, null, null, null);
    }
}
