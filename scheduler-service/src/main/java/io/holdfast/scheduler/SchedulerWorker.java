package io.holdfast.scheduler;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.protection.ProtectionEndpoints;
import io.holdfast.contracts.protection.RunDue;
import io.holdfast.platform.ServiceContext;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has protection-service start the backups of policies that are due, page by page. Whatever is interrupted is taken up by whoever finds its row
 * due again; items that had this run already have no second one, for protection-service remembers.
 */
final class SchedulerWorker {

    private static final Logger log = LoggerFactory.getLogger(SchedulerWorker.class);

    static final Duration LEASE = Duration.ofSeconds(60);
    private static final Duration PAGE_DEADLINE = Duration.ofSeconds(20);
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final ServiceContext context;
    private final SchedulerStore store;
    private volatile boolean stopping;

    SchedulerWorker(ServiceContext context, SchedulerStore store) {
        this.context = context;
        this.store = store;
    }

    /** Runs one policy that is due; answers whether there was one. */
    Future<Boolean> runOne() {
        Instant now = now();
        return store.take(now, due -> due.begin(now, LEASE)).compose(run -> {
            if (run == null) {
                return Future.succeededFuture(false);
            }
            if (run.occurrence() == null) {
                log.warn(
                        "Policy {} of vault {}: runs were missed for longer than their deadline; the next one is {}",
                        run.policy().policy(),
                        run.policy().vault(),
                        run.nextAt());
                return Future.succeededFuture(true);
            }
            return pages(run).recover(t -> interrupted(run, t)).map(x -> true);
        });
    }

    void stop() {
        stopping = true;
    }

    private Future<Void> pages(PolicyRun run) {
        RunDue page = new RunDue(
                run.policy().vault(),
                run.policy().policy(),
                Objects.requireNonNull(run.occurrence()),
                run.cursor(),
                RunDue.MAX_LIMIT);
        return context.bus()
                .call(ProtectionEndpoints.RUN_DUE, page, Caller.service(context.service()), PAGE_DEADLINE)
                .compose(done -> {
                    PolicyRun next = !done.more()
                            ? run.ended()
                            : run.doneUpTo(done.lastItem(), stopping ? now() : now().plus(LEASE));
                    log.info(
                            "Policy {} of vault {}, run of {}: {} backups started, {} skipped",
                            run.policy().policy(),
                            run.policy().vault(),
                            run.occurrence(),
                            done.started(),
                            done.skipped());
                    return store.progress(next)
                            .compose(held -> held && done.more() && !stopping ? pages(next) : Future.succeededFuture());
                });
    }

    private Future<Void> interrupted(PolicyRun run, Throwable t) {
        if (t instanceof HoldfastException gone && gone.code() == ErrorCode.PolicyNotFound) {
            return store.forget(run);
        }
        log.warn(
                "Policy {} of vault {}, run of {} is tried again: {}",
                run.policy().policy(),
                run.policy().vault(),
                run.occurrence(),
                t.toString());
        return store.putOff(run, now().plus(RETRY));
    }

    private Instant now() {
        return context.clock().instant().truncatedTo(ChronoUnit.MICROS);
    }
}
