package io.holdfast.protection;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.job.JobSubmission;
import io.holdfast.contracts.protection.DueRun;
import io.holdfast.contracts.protection.PolicySchedulePage;
import io.holdfast.contracts.protection.ProtectedItem;
import io.holdfast.contracts.protection.ProtectionEndpoints;
import io.holdfast.contracts.protection.RunDue;
import io.holdfast.contracts.protection.SkippedRun;
import io.holdfast.platform.Bus;
import io.holdfast.platform.ServiceContext;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * What schedulers ask: which schedules there are, and to start the backups of a run, a page of items at a time. A page is one transaction: its
 * items are done with that run, and the jobs of those that can have one are in the outbox. So a page that is asked for again finds nothing to do.
 */
final class DueRuns {

    private record Page(List<ProtectedItem> items, List<JobSubmission> jobs, Map<UUID, String> skipped) {}

    /** Jobs that may have ended without anybody hearing of it. */
    @SuppressWarnings("serial")
    private static final class InTheWay extends RuntimeException {
        private final List<UUID> jobs;

        InTheWay(List<UUID> jobs) {
            this.jobs = jobs;
        }
    }

    private final ServiceContext context;
    private final PolicyStore policies;
    private final DueStore due;
    private final JobStore jobs;
    private final JobEnds ends;
    private final Outbox outbox;
    private final ItemOutcomes outcomes;

    DueRuns(
            ServiceContext context,
            PolicyStore policies,
            DueStore due,
            JobStore jobs,
            JobEnds ends,
            Outbox outbox,
            ItemOutcomes outcomes) {
        this.context = context;
        this.policies = policies;
        this.due = due;
        this.jobs = jobs;
        this.ends = ends;
        this.outbox = outbox;
        this.outcomes = outcomes;
    }

    Future<?> serve(Bus bus) {
        return Future.all(
                bus.serve(ProtectionEndpoints.POLICY_SCHEDULES, (request, caller) -> policies.schedules(request)
                        .map(slice -> new PolicySchedulePage(slice.items(), slice.nextCursor()))),
                bus.serve(ProtectionEndpoints.RUN_DUE, this::run));
    }

    private Future<DueRun> run(RunDue request, Caller caller) {
        if (request.limit() < 1 || request.limit() > RunDue.MAX_LIMIT) {
            throw HoldfastException.invalidField("/limit", "OutOfRange", "must be from 1 to " + RunDue.MAX_LIMIT);
        }
        return policies.exists(request.vault(), request.policy())
                .compose(exists -> exists
                        ? page(request, caller, false)
                        : Future.failedFuture(PolicyStore.notFound(request.vault(), request.policy())))
                .compose(page -> submit(page, request, caller));
    }

    /** {@code settled}: what is in the way has been looked at, and goes on. */
    private Future<Page> page(RunDue request, Caller caller, boolean settled) {
        return context.database()
                .transaction(client -> page(client, request, caller, settled))
                .recover(t -> t instanceof InTheWay found
                        ? ends.settle(found.jobs).compose(x -> page(request, caller, true))
                        : Future.failedFuture(t));
    }

    private Future<Page> page(SqlClient client, RunDue request, Caller caller, boolean settled) {
        return policies.runs(client, request.vault(), request.policy(), request.nominal())
                .compose(runs -> runs
                        ? start(client, request, caller, settled)
                        : Future.succeededFuture(new Page(List.of(), List.of(), new HashMap<>())));
    }

    private Future<Page> start(SqlClient client, RunDue request, Caller caller, boolean settled) {
        return due.lock(client, request).compose(locked -> {
            List<UUID> inTheWay = locked.stream()
                    .flatMap(it -> it.inTheWay().keySet().stream())
                    .toList();
            if (!settled && !inTheWay.isEmpty()) {
                throw new InTheWay(inTheWay);
            }
            List<JobSubmission> started = new ArrayList<>();
            Map<UUID, String> skipped = new HashMap<>();
            for (DueStore.DueItem it : locked) {
                ErrorCode reason = ItemRules.skips(it.inTheWay().values());
                if (reason == null) {
                    started.add(ItemJobs.scheduledBackup(it.item(), request.nominal(), caller));
                } else {
                    skipped.put(it.item().id(), reason.name());
                }
            }
            List<ProtectedItem> items =
                    locked.stream().map(DueStore.DueItem::item).toList();
            return due.done(client, items, request.nominal())
                    .compose(x -> due.skipped(client, skipped, request.nominal()))
                    .compose(x -> jobs.insert(client, started, context.clock().instant()))
                    .map(x -> new Page(items, started, skipped));
        });
    }

    private Future<DueRun> submit(Page page, RunDue request, Caller caller) {
        return outbox.submitUnlessExcluded(page.jobs(), caller)
                .compose(excluded -> {
                    Map<UUID, String> late = new HashMap<>();
                    excluded.forEach(job ->
                            late.put(Objects.requireNonNull(job.item()).id(), ErrorCode.BackupInProgress.name()));
                    page.skipped().putAll(late);
                    return due.skipped(context.database().pool(), late, request.nominal());
                })
                .map(x -> {
                    for (ProtectedItem item : page.items()) {
                        String reason = page.skipped().get(item.id());
                        if (reason != null) {
                            outcomes.publishSkipped(item, new SkippedRun(request.nominal(), reason));
                        }
                    }
                    int size = page.items().size();
                    return new DueRun(
                            size - page.skipped().size(),
                            page.skipped().size(),
                            size == 0 ? null : page.items().get(size - 1).id(),
                            size == request.limit());
                });
    }
}
