package io.holdfast.contracts.backup;

import org.jspecify.annotations.Nullable;

/**
 * {@code new-machine}: {@code name}, and where it differs from the source's, {@code cloudService} and {@code subscription}. {@code original}: nothing else.
 * {@code disks}: {@code folder}, relative to the mover's restore folder.
 */
public record RestoreTarget(
        TargetKind kind,
        @Nullable String name,
        @Nullable String cloudService,
        @Nullable String subscription,
        @Nullable String folder) {}
