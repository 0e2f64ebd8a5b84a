package io.holdfast.contracts.job;

import java.util.List;

public record Jobs(List<Job> jobs) {}
