package io.holdfast.contracts.alert;

import io.holdfast.contracts.PageRequest;
import java.util.UUID;

public record ListAlertItems(UUID alert, PageRequest page) {}
