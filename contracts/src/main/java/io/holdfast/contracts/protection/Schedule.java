package io.holdfast.contracts.protection;

import java.util.List;

/**
 * When backups run: {@code times} as {@code HH:mm} in {@code timeZone} (IANA name); {@code days} for weekly schedules, else empty.
 */
public record Schedule(ScheduleKind kind, List<String> times, List<Weekday> days, String timeZone) {}
