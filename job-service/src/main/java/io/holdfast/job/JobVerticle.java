package io.holdfast.job;

import io.holdfast.platform.Config;
import io.holdfast.platform.ServiceContext;
import io.holdfast.platform.Upkeep;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.List;

/**
 * One replica of the job tracker.
 */
final class JobVerticle extends VerticleBase {
    private static final Duration TRIM_PERIOD = Duration.ofMinutes(1);
    private static final Duration FORGET_PERIOD = Duration.ofHours(1);

    private final ServiceContext service;
    private List<Upkeep> chores = List.of();

    JobVerticle(ServiceContext service) {
        this.service = service;
    }

    @Override
    public Future<?> start() {
        JobConfig config = Config.bind(service.config(), JobConfig.class, service.service());
        JobStore jobs = new JobStore();
        EventStore log = new EventStore();
        Hints hints = new Hints(service.bus());
        JobTracker tracker = new JobTracker(
                service.database(),
                jobs,
                new LeaseStore(),
                log,
                hints,
                new ProgressHints(vertx, service.bus()),
                config);
        Submissions submissions = new Submissions(service.database(), jobs, log, hints, config);
        JobApi api = new JobApi(service.database(), submissions, tracker, jobs, new JobQueries(), log);
        Retention retention = new Retention(service.database().pool(), service.bus(), jobs, config.jobsKept());
        chores = List.of(
                new Upkeep(vertx, "Sweep of lapsed leases", config.sweep(), tracker::sweep),
                new Upkeep(
                        vertx,
                        "Trim of the event log",
                        TRIM_PERIOD,
                        () -> log.trim(service.database().pool(), config.logKept())),
                new Upkeep(vertx, "Trim of old jobs", FORGET_PERIOD, retention::trim));
        return api.serve(service.bus()).onSuccess(x -> chores.forEach(Upkeep::start));
    }

    @Override
    public Future<?> stop() {
        return Future.join(chores.stream().map(Upkeep::stop).toList());
    }
}
