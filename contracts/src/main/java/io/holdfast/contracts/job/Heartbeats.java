package io.holdfast.contracts.job;

import java.util.List;

public record Heartbeats(String worker, List<Heartbeat> heartbeats) {}
