package io.holdfast.contracts.registration;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

public record ItemKey(String vault, UUID item, @Nullable Long ifVersion) {
    public static ItemKey of(String vault, UUID item) {
        return new ItemKey(vault, item, null);
    }
}
