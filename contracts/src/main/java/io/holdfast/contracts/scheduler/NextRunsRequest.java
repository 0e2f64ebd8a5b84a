package io.holdfast.contracts.scheduler;

import io.holdfast.contracts.protection.Schedule;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

public record NextRunsRequest(Schedule schedule, @Nullable Instant from, int count) {}
