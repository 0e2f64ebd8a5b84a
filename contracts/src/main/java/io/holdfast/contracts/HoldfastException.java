package io.holdfast.contracts;

import java.util.List;

/**
 * A {@link Failure} on its way up. The only exception that services throw on purpose.
 */
@SuppressWarnings("serial")
public final class HoldfastException extends RuntimeException {
    private final Failure failure;

    public HoldfastException(Failure failure) {
        super(failure.code() + ": " + failure.message());
        this.failure = failure;
    }

    public HoldfastException(ErrorCode code, String message) {
        this(Failure.of(code, message));
    }

    public HoldfastException(ErrorCode code, String message, Throwable cause) {
        this(Failure.of(code, message));
        initCause(cause);
    }

    public HoldfastException(ErrorCode code, String message, List<FieldError> errors) {
        this(Failure.of(code, message, errors));
    }

    /** The commonest refusal: one field, one reason. */
    public static HoldfastException invalidField(String pointer, String code, String message) {
        return new HoldfastException(ErrorCode.InvalidField, message, List.of(new FieldError(pointer, code, message)));
    }

    public Failure failure() {
        return failure;
    }

    public ErrorCode code() {
        return failure.code();
    }
}
