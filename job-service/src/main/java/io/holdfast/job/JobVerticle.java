package io.holdfast.job;

import io.holdfast.platform.Config;
import io.holdfast.platform.ServiceContext;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.List;

/**
 * One replica of the job tracker.
 */
final class JobVerticle extends VerticleBase {
    private static final Duration TRIM_PERIOD = Duration.ofMinutes(1);

    private final ServiceContext context;
    private List<Upkeep> chores = List.of();

    JobVerticle(ServiceContext context) {
        this.context = context;
    }

    @Override
    public Future<?> start() {
        JobConfig config = Config.bind(context.config(), JobConfig.class, context.service());
        JobStore jobs = new JobStore();
        EventStore log = new EventStore();
        Hints hints = new Hints(context.bus());
        JobTracker tracker = new JobTracker(
                context.database(),
                jobs,
                new LeaseStore(),
                log,
                hints,
                new ProgressHints(vertx, context.bus()),
                config);
        Submissions submissions = new Submissions(context.database(), jobs, log, hints, config);
        JobApi api = new JobApi(context.database(), submissions, tracker, jobs, new JobQueries(), log);
        chores = List.of(
                new Upkeep(vertx, "Sweep of lapsed leases", config.sweep(), tracker::sweep),
                new Upkeep(
                        vertx,
                        "Trim of the event log",
                        TRIM_PERIOD,
                        () -> log.trim(context.database().pool(), config.logKept())));
        return api.serve(context.bus()).onSuccess(x -> chores.forEach(Upkeep::start));
    }

    @Override
    public Future<?> stop() {
        return Future.join(chores.stream().map(Upkeep::stop).toList());
    }
}
