package io.holdfast.contracts.alert;

import io.holdfast.contracts.PageRequest;
import java.util.List;

/** An empty list filters nothing. */
public record ListDeliveries(String vault, List<DeliveryStatus> status, PageRequest page) {}
