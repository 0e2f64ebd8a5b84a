package io.holdfast.contracts.job;

import java.util.List;

public record JobEvents(List<JobEvent> events) {}
