package io.holdfast.contracts.alert;

/**
 * Alerts that nobody has acknowledged yet, by severity; and those that somebody looks after.
 */
public record AlertCounts(long critical, long warning, long acknowledged) {}
