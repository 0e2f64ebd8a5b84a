package io.holdfast.contracts.protection;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long recovery points live: grandfather-father-son; at least one of the four. The point of a
 * day is the last that the schedule made on it, or else the last made on demand; of several schemes the one that keeps it longest decides.
 */
public record Retention(
        @Nullable Daily daily,
        @Nullable Weekly weekly,
        @Nullable Monthly monthly,
        @Nullable Yearly yearly) {

    /** Points of every day, for {@code days} days. */
    public record Daily(int days) {}

    /** Points of the given weekdays, for {@code weeks} weeks. */
    public record Weekly(List<Weekday> weekdays, int weeks) {}

    /** One of the two formats, for {@code months} months. */
    public record Monthly(
            @Nullable WeekBased weekBased, @Nullable DayBased dayBased, int months) {}

    /** One of the two formats in the given months, for {@code years} years. */
    public record Yearly(
            List<MonthOfYear> months,
            @Nullable WeekBased weekBased,
            @Nullable DayBased dayBased,
            int years) {}
}
