package io.holdfast.scheduler;

import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.protection.RunTimes;
import io.holdfast.contracts.scheduler.NextRuns;
import io.holdfast.contracts.scheduler.NextRunsRequest;
import io.holdfast.contracts.scheduler.SchedulerEndpoints;
import io.holdfast.platform.Bus;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;

/**
 * Schedules, over the bus.
 */
final class SchedulerApi {

    private static final int MAX_COUNT = 1000;

    private final Clock clock;

    SchedulerApi(Clock clock) {
        this.clock = clock;
    }

    Future<?> serve(Bus bus) {
        return bus.serve(SchedulerEndpoints.NEXT_RUNS, (request, caller) -> Future.succeededFuture(nextRuns(request)));
    }

    private NextRuns nextRuns(NextRunsRequest request) {
        if (request.count() < 1 || request.count() > MAX_COUNT) {
            throw HoldfastException.invalidField("/count", "OutOfRange", "must be from 1 to " + MAX_COUNT);
        }
        if (request.schedules() == null
                || request.schedules().stream().anyMatch(schedule -> schedule == null || schedule.kind() == null)) {
            throw HoldfastException.invalidField("/schedules", "Required", "schedules and their kinds are needed");
        }
        Instant from = request.from() == null ? clock.instant() : request.from();
        return new NextRuns(new RunTimes(request.schedules()).after(from, request.count()));
    }
}
