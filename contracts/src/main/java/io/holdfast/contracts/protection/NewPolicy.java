package io.holdfast.contracts.protection;

public record NewPolicy(String name, Schedule schedule, Retention retention) {}
