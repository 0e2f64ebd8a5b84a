package io.holdfast.alert;

/**
 * What there is to tell of an alert.
 */
enum NewsKind {
    Opened,
    Grew,
    Resolved
}
