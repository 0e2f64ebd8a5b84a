package io.holdfast.job;

import java.util.ArrayList;
import java.util.List;

/**
 * A job after a transition, and what the log says about it.
 */
record Change(TrackedJob job, List<NewEvent> events) {

    static Change none(TrackedJob job) {
        return new Change(job, List.of());
    }

    Change then(Change next) {
        List<NewEvent> all = new ArrayList<>(events);
        all.addAll(next.events);
        return new Change(next.job, all);
    }
}
