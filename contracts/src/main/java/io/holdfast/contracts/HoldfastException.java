package io.holdfast.contracts;

import java.util.Arrays;
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

    /** Everything that is wrong with a request that names several things: the code is the errors' own if they agree, else {@code InvalidField}. */
    public static HoldfastException refusal(List<FieldError> errors) {
        var codes = errors.stream().map(FieldError::code).distinct().toList();
        var code = codes.size() == 1
                ? Arrays.stream(ErrorCode.values())
                        .filter(known -> known.name().equals(codes.get(0)))
                        .findFirst()
                        .orElse(ErrorCode.InvalidField)
                : ErrorCode.InvalidField;
        var message = errors.size() == 1 ? errors.get(0).message() : errors.size() + " entries are refused.";
        return new HoldfastException(code, message, errors);
    }

    public Failure failure() {
        return failure;
    }

    public ErrorCode code() {
        return failure.code();
    }
}
