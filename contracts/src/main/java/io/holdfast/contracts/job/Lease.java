package io.holdfast.contracts.job;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The fenced right to run one job until {@code leasedUntil}; each heartbeat extends it. Tokens grow over all jobs: a later lease of a job has a higher token.
 */
public record Lease(
        UUID job,
        long token,
        int attempt,
        Operation operation,
        @Nullable String vault,
        @Nullable JobItem item,
        @Nullable UUID machine,
        @Nullable String subscription,
        Map<String, Object> params,
        String createdBy,
        Instant leasedUntil,
        boolean cancelRequested) {}
