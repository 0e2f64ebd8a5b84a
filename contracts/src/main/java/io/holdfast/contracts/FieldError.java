package io.holdfast.contracts;

/**
 * One thing wrong with a request. {@code pointer} is a JSON pointer into its body, or {@code ?name} for a query parameter.
 */
public record FieldError(String pointer, String code, String message) {}
