package io.holdfast.contracts.discovery;

import java.util.Map;
import org.jspecify.annotations.Nullable;

public record ChangeSubscription(
        String name, Map<String, Object> settings, @Nullable Long ifVersion) {}
