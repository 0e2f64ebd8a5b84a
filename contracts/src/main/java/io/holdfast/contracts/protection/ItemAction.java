package io.holdfast.contracts.protection;

import io.holdfast.contracts.DryRun;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

public record ItemAction(List<UUID> jobs, @Nullable DryRun dryRun) {}
