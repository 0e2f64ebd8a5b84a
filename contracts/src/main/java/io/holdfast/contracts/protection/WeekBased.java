package io.holdfast.contracts.protection;

import java.util.List;

/**
 * For example the last Sunday of a month.
 */
public record WeekBased(List<WeekOfMonth> weeks, List<Weekday> weekdays) {}
