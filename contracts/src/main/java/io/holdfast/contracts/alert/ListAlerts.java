package io.holdfast.contracts.alert;

import io.holdfast.contracts.PageRequest;

public record ListAlerts(AlertFilter filter, PageRequest page) {}
