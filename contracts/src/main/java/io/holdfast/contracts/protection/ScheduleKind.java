package io.holdfast.contracts.protection;

public enum ScheduleKind {
    Daily,
    Weekly,
    Hourly
}
