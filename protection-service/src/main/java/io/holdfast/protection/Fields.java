package io.holdfast.protection;

import io.holdfast.contracts.FieldError;
import io.holdfast.contracts.HoldfastException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gathers everything that is wrong with a request, so that it is refused once with all reasons.
 */
final class Fields {

    private final String prefix;
    private final List<FieldError> errors;

    Fields() {
        this("", new ArrayList<>());
    }

    private Fields(String prefix, List<FieldError> errors) {
        this.prefix = prefix;
        this.errors = errors;
    }

    /** The same collection, seen from the member at this pointer. */
    Fields at(String pointer) {
        return new Fields(prefix + pointer, errors);
    }

    void refuse(String pointer, String code, String message) {
        errors.add(new FieldError(prefix + pointer, code, message));
    }

    void required(String pointer, String what) {
        refuse(pointer, "Required", what + " is missing");
    }

    void notAllowed(String pointer, String message) {
        refuse(pointer, "NotAllowed", message);
    }

    void range(String pointer, long value, long least, long most) {
        if (value < least || value > most) {
            refuse(pointer, "OutOfRange", "must be from " + least + " to " + most);
        }
    }

    /** Whether there is something in the list; refuses an empty or missing one, and each entry that is missing or there twice. */
    boolean filledWithoutDuplicates(String pointer, @Nullable List<?> list, String what) {
        if (list == null || list.isEmpty()) {
            required(pointer, what);
            return false;
        }
        Set<@Nullable Object> seen = new HashSet<>();
        for (int i = 0; i < list.size(); i++) {
            Object entry = list.get(i);
            if (entry == null) {
                required(pointer + "/" + i, what);
            } else if (!seen.add(entry)) {
                refuse(pointer + "/" + i, "Duplicate", entry + " is there twice");
            }
        }
        return true;
    }

    List<FieldError> errors() {
        return List.copyOf(errors);
    }

    void throwIfAny() {
        if (!errors.isEmpty()) {
            throw HoldfastException.refusal(errors());
        }
    }
}
