package io.holdfast.contracts.protection;

public enum WeekOfMonth {
    First,
    Second,
    Third,
    Fourth,
    Last
}
