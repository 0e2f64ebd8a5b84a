package io.holdfast.contracts;

import java.util.List;

/**
 * What went wrong, in a form that crosses the bus and becomes problem+json unchanged. {@code message} is for people and never holds a path, SQL or a stack trace.
 */
public record Failure(ErrorCode code, String message, List<FieldError> errors, List<String> recommendations) {

    public static Failure of(ErrorCode code, String message) {
        return new Failure(code, message, List.of(), List.of(code.recommendation()));
    }

    public static Failure of(ErrorCode code, String message, List<FieldError> errors) {
        return new Failure(code, message, errors, List.of(code.recommendation()));
    }
}
