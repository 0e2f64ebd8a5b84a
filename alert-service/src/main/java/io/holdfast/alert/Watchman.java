package io.holdfast.alert;

import io.holdfast.contracts.alert.AlertCause;
import io.holdfast.contracts.discovery.Machine;
import io.holdfast.contracts.job.Job;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.protection.WatchedItem;
import io.holdfast.platform.ServiceContext;
import io.micrometer.core.instrument.Metrics;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds all protected items against what their policies promise, every few minutes, and trusts nobody to have done his work. One replica does it at a
 * time; it writes page by page, each in a transaction in which it is still the one.
 */
final class Watchman {

    private static final Logger log = LoggerFactory.getLogger(Watchman.class);
    private static final Duration LEASE = Duration.ofMinutes(2);
    private static final Duration KEEP_RESOLVED = Duration.ofDays(90);
    private static final Duration KEEP_DELIVERIES = Duration.ofDays(7);
    private static final int CHUNK = 500;

    /** Another replica has taken over. */
    @SuppressWarnings("serial")
    private static final class TakenOver extends RuntimeException {
        TakenOver() {
            super("another replica has taken the check over", null, false, false);
        }
    }

    /** One walk over all items. */
    private record Round(
            long token,
            Instant begun,
            Map<Peers.PolicyName, Expectation> policies,
            Reach.View reach,
            boolean moving,
            Set<UUID> seen) {}

    private final ServiceContext context;
    private final AlertConfig config;
    private final Peers peers;
    private final Reach reach;
    private final ChoreStore chores;
    private final ConditionStore conditions;
    private final Archive archive;
    private final Changes changes;

    Watchman(
            ServiceContext context,
            AlertConfig config,
            Peers peers,
            Reach reach,
            ChoreStore chores,
            ConditionStore conditions,
            Archive archive,
            Changes changes) {
        this.context = context;
        this.config = config;
        this.peers = peers;
        this.reach = reach;
        this.chores = chores;
        this.conditions = conditions;
        this.archive = archive;
        this.changes = changes;
    }

    /** Checks everything, if that is due and no other replica does. */
    Future<Boolean> check() {
        Instant now = now();
        return chores.takeWatch(now, now.plus(LEASE))
                .compose(token -> token == null ? Future.succeededFuture() : round(token, now))
                .map(false);
    }

    private Future<Void> round(long token, Instant begun) {
        return peers.policies()
                .compose(policies -> reach.look(
                                () -> context.database().transaction(client -> keep(client, token, now().plus(LEASE))))
                        .compose(view -> peers.backupsMove().otherwise(true).map(moving -> {
                            Map<Peers.PolicyName, Expectation> expected = new HashMap<>();
                            policies.forEach((name, policy) ->
                                    expected.put(name, Expectation.of(policy, config.tolerance(), begun)));
                            return new Round(token, begun, expected, view, moving, new HashSet<>());
                        })))
                .compose(round -> pages(round, null).compose(x -> sweep(round)))
                .compose(x -> archive.forget(begun, begun.minus(KEEP_RESOLVED), begun.minus(KEEP_DELIVERIES)))
                .compose(x -> context.database().transaction(client -> keep(client, token, begun.plus(config.check()))))
                .onSuccess(x -> Metrics.counter("holdfast.alert.checks").increment())
                .recover(t -> {
                    if (t instanceof TakenOver) {
                        log.info("{}", t.getMessage());
                        return Future.succeededFuture();
                    }
                    return Future.failedFuture(t);
                });
    }

    private Future<Void> keep(SqlClient client, long token, Instant due) {
        return chores.keepWatch(client, token, due)
                .compose(mine -> mine ? Future.succeededFuture() : Future.failedFuture(new TakenOver()));
    }

    private Future<Void> pages(Round round, @Nullable String cursor) {
        return peers.items(cursor).compose(page -> page(round, page.items())
                .compose(x -> page.nextCursor() == null ? Future.succeededFuture() : pages(round, page.nextCursor())));
    }

    private Future<Void> page(Round round, List<WatchedItem> items) {
        if (items.isEmpty()) {
            return Future.succeededFuture();
        }
        List<UUID> ids = items.stream().map(WatchedItem::id).toList();
        round.seen().addAll(ids);
        Instant asOf = now();
        Future<Map<UUID, Machine>> machines = machines(items);
        Future<Map<UUID, Work>> work = work(round, items);
        Future<Map<UUID, WatchRules.Known>> known = conditions.known(ids);
        return Future.all(machines, work, known)
                .compose(x -> write(
                        round,
                        Findings.all(items.stream()
                                .map(item -> WatchRules.of(
                                        item,
                                        round.policies()
                                                .get(new Peers.PolicyName(item.vault(), String.valueOf(item.policy()))),
                                        round.reach()
                                                .of(
                                                        item.subscription(),
                                                        machines.result().get(item.machine())),
                                        work.result().getOrDefault(item.id(), new Work.None()),
                                        known.result().getOrDefault(item.id(), WatchRules.Known.NOTHING),
                                        asOf))
                                .toList())));
    }

    private Future<Map<UUID, Machine>> machines(List<WatchedItem> items) {
        return peers.machines(items.stream().map(WatchedItem::machine).toList()).recover(t -> {
            log.warn("discovery-service does not answer; whether machines are there is not known: {}", t.toString());
            return Future.succeededFuture(Map.of());
        });
    }

    private Future<Map<UUID, Work>> work(Round round, List<WatchedItem> items) {
        Map<UUID, UUID> jobs = new HashMap<>();
        items.stream()
                .filter(item -> item.activeBackup() != null)
                .forEach(item -> jobs.put(item.id(), item.activeBackup()));
        return peers.jobs(List.copyOf(jobs.values()))
                .map(found -> {
                    Map<UUID, Work> work = new HashMap<>();
                    found.forEach(
                            job -> work.put(Objects.requireNonNull(job.item()).id(), of(round, job)));
                    return work;
                })
                .recover(t -> {
                    log.warn("job-service does not answer; whether backups run is not known: {}", t.toString());
                    Map<UUID, Work> unknown = new HashMap<>();
                    jobs.keySet().forEach(item -> unknown.put(item, new Work.Unknown()));
                    return Future.succeededFuture(unknown);
                });
    }

    /** One that has ended is about to change its item. */
    private static Work of(Round round, Job job) {
        if (job.status().isFinal()) {
            return new Work.Unknown();
        }
        return job.status() == JobStatus.Queued
                ? new Work.Waiting(job.createdAt(), round.moving())
                : new Work.UnderWay();
    }

    /** Alerts concern nobody who is not protected any more. */
    private Future<Void> sweep(Round round) {
        return conditions.concerned(round.begun()).compose(concerned -> {
            List<UUID> gone = new ArrayList<>(concerned);
            gone.removeAll(round.seen());
            return sweep(round, gone);
        });
    }

    private Future<Void> sweep(Round round, List<UUID> gone) {
        if (gone.isEmpty()) {
            return Future.succeededFuture();
        }
        int next = Math.min(CHUNK, gone.size());
        List<Ending> endings = gone.subList(0, next).stream()
                .flatMap(item -> Arrays.stream(AlertCause.values()).map(cause -> Ending.of(item, cause, round.begun())))
                .toList();
        return write(round, Findings.of(endings)).compose(x -> sweep(round, gone.subList(next, gone.size())));
    }

    private Future<Void> write(Round round, Findings findings) {
        Instant now = now();
        return context.database()
                .transaction(client -> keep(client, round.token(), now.plus(LEASE))
                        .compose(x -> conditions.apply(client, findings, now)))
                .onSuccess(changes::publish)
                .mapEmpty();
    }

    private Instant now() {
        return context.clock().instant();
    }
}
