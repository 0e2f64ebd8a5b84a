package io.holdfast.contracts.protection;

import java.util.List;

public record NewPolicy(String name, List<Schedule> schedules, Retention retention) {}
