package io.holdfast.fabric;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.FieldError;
import io.holdfast.contracts.HoldfastException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a subscription's settings field by field, for adapters: every problem is collected, {@link #done} throws them all as {@code InvalidFabricSettings}. Reading a
 * bad field gives its default.
 */
public final class FabricSettings {
    private final Map<String, Object> values;
    private final Set<String> known = new HashSet<>();
    private final List<FieldError> errors = new ArrayList<>();

    public FabricSettings(Map<String, Object> values) {
        this.values = values;
    }

    /** Empty when absent, which is an error. */
    public String requiredText(String key) {
        Object value = take(key);
        if (value instanceof String text && !text.isBlank()) {
            return text;
        }
        refuse(key, value == null ? "Required" : "WrongType", "must be a text that is not empty");
        return "";
    }

    public long integer(String key, long fallback, long min, long max) {
        Object value = take(key);
        if (value == null) {
            return fallback;
        }
        if (!(value instanceof Integer || value instanceof Long)) {
            refuse(key, "WrongType", "must be a whole number");
            return fallback;
        }
        long number = ((Number) value).longValue();
        if (number < min || number > max) {
            refuse(key, "OutOfRange", "must be from " + min + " to " + max);
            return fallback;
        }
        return number;
    }

    /** From 0 to 1. */
    public double fraction(String key, double fallback) {
        Object value = take(key);
        if (value == null) {
            return fallback;
        }
        if (!(value instanceof Number number)) {
            refuse(key, "WrongType", "must be a number");
            return fallback;
        }
        double fraction = number.doubleValue();
        if (!(fraction >= 0 && fraction <= 1)) {
            refuse(key, "OutOfRange", "must be from 0 to 1");
            return fallback;
        }
        return fraction;
    }

    /** The raw value, for what the other methods don't cover. */
    public @Nullable Object take(String key) {
        known.add(key);
        return values.get(key);
    }

    public void refuse(String key, String code, String message) {
        errors.add(new FieldError("/settings/" + key, code, key + " " + message));
    }

    /** Fields nobody has asked for are errors too. */
    public void done() {
        values.keySet().stream()
                .filter(key -> !known.contains(key))
                .sorted()
                .forEach(key -> refuse(
                        key,
                        "UnknownField",
                        "is not known here; known are "
                                + String.join(", ", known.stream().sorted().toList())));
        if (!errors.isEmpty()) {
            String message = errors.size() == 1 ? errors.get(0).message() : errors.size() + " settings are not valid";
            throw new HoldfastException(ErrorCode.InvalidFabricSettings, message, errors);
        }
    }
}
