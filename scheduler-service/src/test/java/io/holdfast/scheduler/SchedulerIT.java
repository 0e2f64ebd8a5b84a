package io.holdfast.scheduler;

import static io.holdfast.platform.testing.ServiceHarness.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.protection.Schedule;
import io.holdfast.contracts.protection.ScheduleKind;
import io.holdfast.contracts.scheduler.NextRuns;
import io.holdfast.contracts.scheduler.NextRunsRequest;
import io.holdfast.contracts.scheduler.SchedulerEndpoints;
import io.holdfast.platform.testing.FakeClock;
import io.holdfast.platform.testing.PostgresExtension;
import io.holdfast.platform.testing.ServiceHarness;
import io.holdfast.platform.testing.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class SchedulerIT {

    private static final Schedule NIGHTLY = new Schedule(ScheduleKind.Daily, List.of("22:00"), List.of(), "UTC");

    @Test
    void nextRunsAreAnsweredOverTheBus(TestDatabase database) {
        Vertx vertx = Vertx.vertx();
        FakeClock clock = new FakeClock(Instant.parse("2026-03-01T12:00:00Z"));
        try (ServiceHarness harness =
                ServiceHarness.start(vertx, database, new JsonObject(), clock, SchedulerMain.SERVICE)) {
            assertThat(ask(harness, new NextRunsRequest(List.of(NIGHTLY), null, 2))
                            .runs())
                    .containsExactly(Instant.parse("2026-03-01T22:00:00Z"), Instant.parse("2026-03-02T22:00:00Z"));
            assertThatThrownBy(() -> ask(harness, new NextRunsRequest(List.of(NIGHTLY), null, 0)))
                    .isInstanceOf(HoldfastException.class)
                    .hasMessageContaining("from 1 to 1000");
        } finally {
            await(vertx.close());
        }
    }

    private static NextRuns ask(ServiceHarness harness, NextRunsRequest request) {
        return await(harness.bus().call(SchedulerEndpoints.NEXT_RUNS, request, new Caller("ada")));
    }
}
