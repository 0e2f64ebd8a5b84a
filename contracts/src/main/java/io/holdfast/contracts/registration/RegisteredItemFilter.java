package io.holdfast.contracts.registration;

import java.util.List;
import org.jspecify.annotations.Nullable;

public record RegisteredItemFilter(
        String vault,
        List<RegistrationStatus> status,
        @Nullable Boolean isProtected,
        @Nullable String name) {}
