package io.holdfast.contracts.alert;

/**
 * {@code Pending → Delivered | GivenUp}.
 */
public enum DeliveryStatus {
    Pending,
    Delivered,
    GivenUp
}
