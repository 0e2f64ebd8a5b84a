package io.holdfast.contracts.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

public record CountJobs(@Nullable String vault, Instant from) {}
