package io.holdfast.contracts.scheduler;

import io.holdfast.contracts.protection.Schedule;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

public record NextRunsRequest(
        List<Schedule> schedules, @Nullable Instant from, int count) {}
