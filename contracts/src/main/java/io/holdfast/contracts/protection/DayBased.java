package io.holdfast.contracts.protection;

import java.util.List;

/**
 * Days 1 to 28 of a month, and/or its last day.
 */
public record DayBased(List<Integer> days, boolean lastDay) {}
