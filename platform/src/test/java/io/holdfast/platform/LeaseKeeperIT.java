package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.job.HeartbeatReply;
import io.holdfast.contracts.job.JobEndpoints;
import io.holdfast.contracts.job.Lease;
import io.holdfast.contracts.job.LeaseState;
import io.holdfast.contracts.job.Operation;
import io.holdfast.platform.testing.ServiceHarness;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class LeaseKeeperIT {

    private final UUID job = Ids.next();

    private ActiveJob leased(long token) {
        Lease lease = new Lease(
                job, token, 1, Operation.Discover, null, null, null, null, Map.of(), "ann", Instant.EPOCH, false);
        return new ActiveJob(lease, Clock.systemUTC(), System.nanoTime() + TimeUnit.MINUTES.toNanos(1));
    }

    @Test
    void theLossOfALeaseIsNotTakenForTheLossOfTheNextOneOfThatJob(Vertx vertx) {
        Bus bus = ServiceHarness.bus(vertx);
        Promise<Void> asked = Promise.promise();
        Promise<HeartbeatReply> reply = Promise.promise();
        ServiceHarness.await(bus.serve(JobEndpoints.HEARTBEAT, (beats, caller) -> {
            asked.complete();
            return reply.future();
        }));
        Map<Long, ActiveJob> active = new HashMap<>();
        Context context = Contexts.own(vertx);
        LeaseKeeper keeper = new LeaseKeeper(bus, Caller.service("sample"), "worker", Duration.ofSeconds(5), active);
        ActiveJob first = leased(1);
        ActiveJob second = leased(2);

        ServiceHarness.await(Contexts.on(context, () -> {
            active.put(1L, first);
            keeper.beat();
            return asked.future();
        }));
        ServiceHarness.await(Contexts.on(context, () -> {
            first.lose();
            active.put(2L, second);
            reply.complete(new HeartbeatReply(List.of(new HeartbeatReply.State(job, LeaseState.Lost))));
            return keeper.beating();
        }));

        assertThat(second.leaseLost()).isFalse();
    }
}
