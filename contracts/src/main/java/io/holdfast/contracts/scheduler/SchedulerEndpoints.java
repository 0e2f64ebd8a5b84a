package io.holdfast.contracts.scheduler;

import io.holdfast.contracts.Endpoint;

/**
 * What scheduler-service serves.
 */
public final class SchedulerEndpoints {
    public static final Endpoint<NextRunsRequest, NextRuns> NEXT_RUNS =
            Endpoint.idempotent("scheduler.next-runs.v1", NextRunsRequest.class, NextRuns.class);

    private SchedulerEndpoints() {}
}
