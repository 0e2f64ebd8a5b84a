package io.holdfast.contracts.job;

/**
 * Something that did not stop the job but must be seen; makes it CompletedWithWarnings.
 */
public record JobWarning(String code, String message) {}
