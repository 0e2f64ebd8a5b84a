package io.holdfast.alert;

import io.holdfast.contracts.PageRequest;
import io.holdfast.contracts.job.EventLog;
import io.holdfast.contracts.job.Job;
import io.holdfast.contracts.job.JobEvent;
import io.holdfast.contracts.job.JobEventType;
import io.holdfast.contracts.job.JobItem;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.job.Operation;
import io.holdfast.contracts.protection.PolicySchedule;
import io.holdfast.contracts.protection.WatchedItem;
import io.holdfast.platform.ServiceContext;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the jobs' event log, and finds out what the ends of backups and restores say. How far it has read is written down with what it found, so each
 * end is heard once, whichever replica reads it and whatever dies.
 */
final class JobFollower {

    private static final Logger log = LoggerFactory.getLogger(JobFollower.class);
    private static final Set<Operation> FOLLOWED = Set.of(Operation.Backup, Operation.Restore, Operation.Verify);

    private record ItemJob(UUID item, Operation operation) {}

    private final ServiceContext context;
    private final Peers peers;
    private final ChoreStore chores;
    private final ConditionStore conditions;
    private final Changes changes;
    private boolean away;

    JobFollower(ServiceContext context, Peers peers, ChoreStore chores, ConditionStore conditions, Changes changes) {
        this.context = context;
        this.peers = peers;
        this.chores = chores;
        this.conditions = conditions;
        this.changes = changes;
    }

    /** Reads on; answers whether there is more. While a service is away it says so once. */
    Future<Boolean> follow() {
        return read().onSuccess(x -> away = false).recover(t -> {
            if (!away) {
                log.warn("The jobs' events cannot be read on now: {}", t.toString());
            }
            away = true;
            return Future.succeededFuture(false);
        });
    }

    private Future<Boolean> read() {
        return chores.position().compose(position -> peers.events(position).compose(read -> {
            if (read.newest() < position) {
                log.warn("The event log ends at {}, but was read up to {}: it is another one", read.newest(), position);
                return record(position, read.newest(), Findings.none()).map(false);
            }
            return read.events().isEmpty() ? Future.succeededFuture(false) : take(position, read);
        }));
    }

    private Future<Boolean> take(long position, EventLog read) {
        List<JobEvent> events = read.events();
        long last = events.get(events.size() - 1).seq();
        List<UUID> ended = events.stream()
                .filter(event -> event.type() == JobEventType.Ended && FOLLOWED.contains(event.operation()))
                .map(JobEvent::job)
                .distinct()
                .toList();
        return peers.jobs(ended)
                .compose(this::findings)
                .compose(findings -> record(position, last, findings))
                .map(x -> events.size() == PageRequest.MAX_LIMIT);
    }

    private Future<Findings> findings(List<Job> jobs) {
        Collection<Job> newest = newest(jobs);
        List<UUID> failed = newest.stream()
                .filter(job -> job.status() == JobStatus.Failed)
                .map(job -> Objects.requireNonNull(job.item()).id())
                .distinct()
                .toList();
        Future<Map<UUID, WatchedItem>> items = peers.items(failed);
        Future<Map<Peers.PolicyName, PolicySchedule>> policies =
                failed.isEmpty() ? Future.succeededFuture(Map.of()) : peers.policies();
        return Future.all(items, policies)
                .map(x -> Findings.all(Stream.concat(
                                newest.stream().map(job -> of(job, items.result(), policies.result())),
                                jobs.stream().filter(DamageRules::areAbout).map(DamageRules::of))
                        .toList()));
    }

    /** Of several backups of an item the last one says how it stands. */
    private static Collection<Job> newest(List<Job> jobs) {
        Map<ItemJob, Job> newest = new LinkedHashMap<>();
        for (Job job : jobs) {
            JobItem item = job.item();
            if (item != null && job.status().isFinal() && job.status() != JobStatus.Cancelled) {
                newest.merge(
                        new ItemJob(item.id(), job.operation()),
                        job,
                        (one, two) -> FailureRules.end(one).isAfter(FailureRules.end(two)) ? one : two);
            }
        }
        return newest.values();
    }

    private static Findings of(Job job, Map<UUID, WatchedItem> items, Map<Peers.PolicyName, PolicySchedule> policies) {
        WatchedItem item = items.get(Objects.requireNonNull(job.item()).id());
        return FailureRules.of(job, item, item != null && isPaused(item, policies));
    }

    private static boolean isPaused(WatchedItem item, Map<Peers.PolicyName, PolicySchedule> policies) {
        @Nullable
        PolicySchedule policy = policies.get(new Peers.PolicyName(item.vault(), String.valueOf(item.policy())));
        return policy != null && policy.paused();
    }

    private Future<Void> record(long from, long to, Findings findings) {
        return context.database()
                .transaction(client -> chores.advance(client, from, to)
                        .compose(mine -> mine && !findings.isEmpty()
                                ? conditions.apply(
                                        client, findings, context.clock().instant())
                                : Future.succeededFuture(Set.<UUID>of())))
                .onSuccess(changes::publish)
                .mapEmpty();
    }
}
