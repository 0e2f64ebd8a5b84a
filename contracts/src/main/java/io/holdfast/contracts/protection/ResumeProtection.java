package io.holdfast.contracts.protection;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Without a policy, the one it had is taken up again, or DefaultPolicy.
 */
public record ResumeProtection(
        String vault, UUID item, @Nullable String policy) {}
