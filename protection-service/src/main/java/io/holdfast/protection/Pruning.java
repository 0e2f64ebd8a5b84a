package io.holdfast.protection;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.job.JobSubmission;
import io.holdfast.contracts.job.Trigger;
import io.holdfast.platform.ServiceContext;
import io.holdfast.platform.Upkeep;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prunes: points whose time is over go, deleted data when it can't be brought back any more, some hundreds of an item by one DeleteBackupData job. Each item is looked at when its next point is due to go,
 * and at least daily, by one replica; one whose turn failed comes again.
 */
final class Pruning {

    private static final Logger log = LoggerFactory.getLogger(Pruning.class);
    private static final Duration SWEEP = Duration.ofSeconds(5);
    private static final Duration AGAIN = Duration.ofMinutes(10);
    private static final int BATCH = 50;
    private static final int POINTS_A_JOB = 500;

    private final ServiceContext context;
    private final ItemStore items;
    private final PointStore points;
    private final JobStore jobs;
    private final Expiries expiries;
    private final Outbox outbox;
    private final ItemOutcomes outcomes;
    private final Upkeep upkeep;
    private volatile boolean stopped;

    private record Started(LockedItem item, JobSubmission job) {}

    Pruning(
            ServiceContext context,
            ItemStore items,
            PointStore points,
            JobStore jobs,
            Expiries expiries,
            Outbox outbox,
            ItemOutcomes outcomes) {
        this.context = context;
        this.items = items;
        this.points = points;
        this.jobs = jobs;
        this.expiries = expiries;
        this.outbox = outbox;
        this.outcomes = outcomes;
        upkeep = new Upkeep(context.vertx(), "pruning", SWEEP, this::sweep);
    }

    void start() {
        upkeep.start();
    }

    Future<Void> stop() {
        stopped = true;
        return upkeep.stop();
    }

    /** A batch, one after the other; a full one is followed by the next at once. */
    private Future<Boolean> sweep() {
        Instant now = expiries.now();
        return items.dueForUpkeep(now, now.plus(AGAIN), BATCH).compose(due -> {
            Future<Void> done = Future.succeededFuture();
            for (UUID item : due) {
                done = done.compose(x -> stopped ? Future.succeededFuture() : one(item));
            }
            return done.map(x -> due.size() == BATCH);
        });
    }

    private Future<Void> one(UUID item) {
        return context.database()
                .transaction(client -> items.lockOrNull(client, item)
                        .compose(locked -> locked == null
                                ? Future.<@Nullable Started>succeededFuture(null)
                                : prune(client, locked)))
                .compose(started -> started == null ? Future.<Void>succeededFuture() : submit(started))
                .recover(t -> {
                    log.warn("Pruning of item {} is left for later: {}", item, t.toString());
                    return Future.succeededFuture();
                });
    }

    private Future<Void> submit(Started started) {
        outcomes.publish(
                started.item().item().vault(),
                started.item().item().id(),
                started.item().status());
        return outbox.submit(List.of(started.job()), caller()).mapEmpty();
    }

    /** Points that a restore reads, and items whose data is being deleted already, are left for later. */
    private Future<@Nullable Started> prune(SqlClient client, LockedItem locked) {
        UUID item = locked.item().id();
        Instant now = expiries.now();
        return expiries.decide(client, item)
                .compose(judged -> jobs.restoring(client, item).map(restoring -> over(judged, restoring, now)))
                .compose(over -> points.purgeable(client, item, now, POINTS_A_JOB)
                        .map(purged -> Stream.concat(over.stream(), purged.stream())
                                .limit(POINTS_A_JOB)
                                .toList()))
                .compose(over -> {
                    boolean everything = isOver(locked.item().purgeAt(), now);
                    if (over.isEmpty() && !everything) {
                        return Future.succeededFuture(null);
                    }
                    Future<Void> later = items.upkeepAt(client, item, now.plus(AGAIN));
                    if (locked.isDeleting()) {
                        return later.map(x -> null);
                    }
                    return later.compose(x -> everything ? purge(client, locked) : delete(client, locked, over));
                });
    }

    private static boolean isOver(@Nullable Instant time, Instant now) {
        return time != null && !time.isAfter(now);
    }

    private Future<@Nullable Started> purge(SqlClient client, LockedItem locked) {
        JobSubmission job = ItemJobs.deleteAll(locked.item(), caller(), Trigger.Scheduled);
        return jobs.insert(client, List.of(job), expiries.now()).map(x -> new Started(locked, job));
    }

    private static List<UUID> over(List<Expiries.Judged> judged, Set<UUID> restoring, Instant now) {
        return judged.stream()
                .filter(point -> point.isOver(now))
                .map(point -> point.point().id())
                .filter(point -> !restoring.contains(point))
                .limit(POINTS_A_JOB)
                .toList();
    }

    private Future<@Nullable Started> delete(SqlClient client, LockedItem locked, List<UUID> over) {
        JobSubmission job = ItemJobs.delete(locked.item(), over, caller(), Trigger.Scheduled);
        UUID item = locked.item().id();
        return points.deleting(client, over, job.id())
                .compose(x -> items.recount(client, item))
                .compose(x -> jobs.insert(client, List.of(job), expiries.now()))
                .map(x -> new Started(locked, job));
    }

    private Caller caller() {
        return Caller.service(context.service());
    }
}
