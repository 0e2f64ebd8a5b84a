package io.holdfast.registration;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.job.Job;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.job.Operation;
import io.holdfast.contracts.registration.RegisteredItem;
import io.holdfast.contracts.registration.RegistrationStatus;
import io.holdfast.platform.Transitions;
import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to it that no item stays between two statuses, whatever became of its job. */
final class RegistrationTransitions implements Transitions.Rows {
    private static final Logger log = LoggerFactory.getLogger(RegistrationTransitions.class);
    private static final Caller SELF = Caller.service("registration");
    private static final int LIMIT = 500;

    private final RegistrationStore items;
    private final TransitionStore transitions;
    private final Peers peers;
    private final Announcements announcements;

    RegistrationTransitions(
            RegistrationStore items, TransitionStore transitions, Peers peers, Announcements announcements) {
        this.items = items;
        this.transitions = transitions;
        this.peers = peers;
        this.announcements = announcements;
    }

    @Override
    public Future<List<Transitions.Pending>> pending() {
        return transitions.transitional(LIMIT).compose(found -> giveBack(found.stream()
                        .filter(RegistrationTransitions::isAbandoned)
                        .map(TransitionStore.Transitional::item)
                        .toList())
                .recover(failure -> {
                    log.warn("Claims of failed registrations are not given back yet: {}", failure.getMessage());
                    return Future.succeededFuture();
                })
                .map(found.stream()
                        .filter(row -> !isAbandoned(row))
                        .map(row -> new Transitions.Pending(
                                Objects.requireNonNull(row.item().activeJob()),
                                RegistrationJobs.submission(row.item(), row.requestedBy())))
                        .toList()));
    }

    private static boolean isAbandoned(TransitionStore.Transitional row) {
        return row.item().activeJob() == null;
    }

    @Override
    public Future<?> jobEnded(Job job) {
        if (job.item() == null || job.machine() == null) {
            return Future.succeededFuture();
        }
        UUID item = job.item().id();
        var completed = job.status() == JobStatus.Completed || job.status() == JobStatus.CompletedWithWarnings;
        if (job.operation() == Operation.Register) {
            return completed ? announce(transitions.registered(item, job.id())) : notRegistered(job, item);
        }
        return completed ? gone(transitions.unregistered(item, job.id())) : notUnregistered(job, item);
    }

    /** The row loses its job before the claim is given back, so that no late worker can complete a registration without a claim. */
    private Future<Void> notRegistered(Job job, UUID item) {
        return transitions
                .abandon(item, job.id())
                .compose(abandoned -> items.item(item))
                .compose(row -> row.isEmpty()
                        ? peers.release(List.of(Peers.claimOf(Objects.requireNonNull(job.machine()), item)), SELF)
                        : row.filter(still -> still.status() == RegistrationStatus.Registering)
                                .<Future<Void>>map(still -> giveBack(List.of(still)))
                                .orElseGet(Future::succeededFuture));
    }

    private Future<Void> giveBack(List<RegisteredItem> items) {
        return peers.release(items.stream().map(Peers::claimOf).toList(), SELF)
                .compose(released -> transitions.forget(
                        items.stream().map(RegisteredItem::id).toList()))
                .onSuccess(forgotten -> forgotten.forEach(announcements::gone))
                .mapEmpty();
    }

    /** The job may have given the claim back before it failed: the item stays only if it gets the claim again. */
    private Future<Void> notUnregistered(Job job, UUID item) {
        return items.item(item)
                .map(found -> found.filter(row -> job.id().equals(row.activeJob())))
                .compose(found -> found.<Future<Void>>map(
                                row -> peers.claim(row.vault(), List.of(Peers.claimOf(row)), SELF)
                                        .transform(claim -> claim.succeeded()
                                                ? announce(transitions.stay(item, job.id()))
                                                : leave(row, claim.cause())))
                        .orElseGet(Future::succeededFuture));
    }

    private Future<Void> leave(RegisteredItem row, Throwable refused) {
        if (!Peers.isRefusal(refused)) {
            return Future.failedFuture(refused);
        }
        return gone(transitions.unregistered(row.id(), Objects.requireNonNull(row.activeJob())));
    }

    private Future<Void> announce(Future<Optional<RegisteredItem>> moved) {
        return moved.onSuccess(item -> item.ifPresent(announcements::changed)).mapEmpty();
    }

    private Future<Void> gone(Future<Optional<RegisteredItem>> deleted) {
        return deleted.onSuccess(item -> item.ifPresent(announcements::gone)).mapEmpty();
    }
}
