package io.holdfast.job;

import io.holdfast.contracts.job.JobEndpoints;
import io.holdfast.contracts.job.JobEvent;
import io.holdfast.contracts.job.JobEventType;
import io.holdfast.contracts.job.JobEvents;
import io.holdfast.contracts.job.JobsQueued;
import io.holdfast.contracts.job.Operation;
import io.holdfast.platform.Bus;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Tells the bus what was committed.
 */
final class Hints {
    /** Keeps a message well below 100 KiB. */
    private static final int EVENTS_PER_MESSAGE = 200;

    private final Bus bus;

    Hints(Bus bus) {
        this.bus = bus;
    }

    void committed(List<JobEvent> events) {
        for (int from = 0; from < events.size(); from += EVENTS_PER_MESSAGE) {
            int to = Math.min(events.size(), from + EVENTS_PER_MESSAGE);
            bus.publish(JobEndpoints.EVENTS_HINT, new JobEvents(List.copyOf(events.subList(from, to))));
        }
        Set<Operation> queued = EnumSet.noneOf(Operation.class);
        for (JobEvent event : events) {
            if (event.type() == JobEventType.Queued || event.type() == JobEventType.Requeued) {
                queued.add(event.operation());
            }
        }
        if (!queued.isEmpty()) {
            bus.publish(JobEndpoints.QUEUED_HINT, new JobsQueued(List.copyOf(queued)));
        }
    }
}
