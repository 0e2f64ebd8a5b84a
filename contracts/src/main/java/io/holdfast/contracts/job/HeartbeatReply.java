package io.holdfast.contracts.job;

import java.util.List;
import java.util.UUID;

public record HeartbeatReply(List<State> states) {
    public record State(UUID job, LeaseState state) {}
}
