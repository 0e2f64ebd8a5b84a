package io.holdfast.scheduler;

import io.holdfast.contracts.protection.ProtectionEndpoints;
import io.holdfast.platform.ServiceContext;
import io.holdfast.platform.Upkeep;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Puts the service together.
 */
final class SchedulerVerticle extends VerticleBase {

    /** How many policies a replica runs at once. */
    private static final int LANES = 4;

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration FOLLOW = Duration.ofSeconds(30);
    private static final long GATHER_MILLIS = 100;

    private final ServiceContext service;
    private final SchedulerWorker worker;
    private final PolicyFollower follower;
    private List<Upkeep> chores = List.of();
    private boolean hinted;

    SchedulerVerticle(ServiceContext service) {
        this.service = service;
        var store = new SchedulerStore(service.database());
        worker = new SchedulerWorker(service, store);
        follower = new PolicyFollower(service, store);
    }

    @Override
    public Future<?> start() {
        var lanes = IntStream.range(0, LANES)
                .mapToObj(lane -> new Upkeep(vertx, "Run of a due policy", LOOK, worker::runOne));
        var follow = new Upkeep(vertx, "Reading of all policies", FOLLOW, () -> follower.followAll()
                .map(false));
        chores = Stream.concat(Stream.of(follow), lanes).toList();
        return new SchedulerApi(service.clock())
                .serve(service.bus())
                .compose(x -> service.bus().subscribe(ProtectionEndpoints.POLICY_CHANGED, changed -> hint()))
                .onSuccess(x -> chores.forEach(Upkeep::start))
                .onSuccess(x -> hint());
    }

    /** Hints that come close together are one. */
    private void hint() {
        if (!hinted) {
            hinted = true;
            vertx.setTimer(GATHER_MILLIS, x -> {
                hinted = false;
                follower.followAll();
            });
        }
    }

    @Override
    public Future<?> stop() {
        worker.stop();
        return Future.join(chores.stream().map(Upkeep::stop).toList());
    }
}
