package io.holdfast.contracts.job;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a job failed. {@code code} is an {@link io.holdfast.contracts.ErrorCode}.
 */
public record JobError(
        String code, String message, @Nullable String cause, List<String> recommendations) {}
