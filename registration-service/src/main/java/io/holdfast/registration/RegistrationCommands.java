package io.holdfast.registration;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.ErrorKind;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.JobRefs;
import io.holdfast.contracts.discovery.ClaimMachines.Claim;
import io.holdfast.contracts.discovery.Machine;
import io.holdfast.contracts.registration.ItemKey;
import io.holdfast.contracts.registration.RegisterItems;
import io.holdfast.contracts.registration.RegisteredItem;
import io.holdfast.contracts.registration.RegistrationStatus;
import io.holdfast.platform.Ids;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts what people ask of registration. A command is accepted once its rows are there in their transitional status and the machines
 * are claimed; the rows are the outbox of their jobs, so what fails after that is made good by {@link RegistrationTransitions}.
 */
final class RegistrationCommands {
    private static final Logger log = LoggerFactory.getLogger(RegistrationCommands.class);
    private static final int TRIES = 3;

    private final RegistrationStore items;
    private final TransitionStore transitions;
    private final Peers peers;
    private final Announcements announcements;
    private final Clock clock;

    RegistrationCommands(
            RegistrationStore items,
            TransitionStore transitions,
            Peers peers,
            Announcements announcements,
            Clock clock) {
        this.items = items;
        this.transitions = transitions;
        this.peers = peers;
        this.announcements = announcements;
        this.clock = clock;
    }

    Future<JobRefs> register(RegisterItems request, Caller caller) {
        var malformed = RegistrationRules.malformed(request.machineIds());
        if (!malformed.isEmpty()) {
            return Future.failedFuture(HoldfastException.refusal(malformed));
        }
        return check(request, caller)
                .map(machines -> machines.stream()
                        .map(machine -> registering(request.vault(), machine))
                        .toList())
                .compose(added -> add(request, added, caller, 1).map(added))
                .compose(added -> claim(added, caller).map(added))
                .compose(added -> submit(added, caller));
    }

    /** Names everything that is wrong at once, before anything is written. */
    private Future<List<Machine>> check(RegisterItems request, Caller caller) {
        var claims = request.machineIds().stream()
                .map(machine -> new Claim(machine, Ids.next()))
                .toList();
        return items.itemsOfMachines(request.machineIds())
                .map(existing -> RegistrationRules.taken(request.vault(), request.machineIds(), existing))
                .compose(taken -> peers.checkClaim(request.vault(), claims, caller)
                        .recover(failure -> Future.failedFuture(
                                Peers.isRefusal(failure)
                                        ? HoldfastException.refusal(RegistrationRules.merged(
                                                taken,
                                                ((HoldfastException) failure)
                                                        .failure()
                                                        .errors()))
                                        : failure))
                        .compose(machines -> taken.isEmpty()
                                ? Future.succeededFuture(machines)
                                : Future.failedFuture(HoldfastException.refusal(taken))));
    }

    private RegisteredItem registering(String vault, Machine machine) {
        return new RegisteredItem(
                Ids.next(),
                vault,
                machine.id(),
                machine.name(),
                machine.cloudService(),
                machine.subscription(),
                machine.region(),
                machine.deploymentModel(),
                RegistrationStatus.Registering,
                false,
                Ids.next(),
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                1);
    }

    /** The unique key on machines decides between requests made at the same moment. */
    private Future<Void> add(RegisterItems request, List<RegisteredItem> added, Caller caller, int attempt) {
        return items.add(added, caller.name()).compose(all -> {
            if (all) {
                return Future.succeededFuture();
            }
            return items.itemsOfMachines(request.machineIds()).compose(existing -> {
                var taken = RegistrationRules.taken(request.vault(), request.machineIds(), existing);
                if (!taken.isEmpty()) {
                    return Future.failedFuture(HoldfastException.refusal(taken));
                }
                // the other request was refused meanwhile and has taken its rows back
                return attempt < TRIES
                        ? add(request, added, caller, attempt + 1)
                        : Future.failedFuture(new HoldfastException(
                                ErrorCode.ItemBusy, "Another request for these machines is under way."));
            });
        });
    }

    private Future<Void> claim(List<RegisteredItem> added, Caller caller) {
        var claims = added.stream().map(Peers::claimOf).toList();
        return peers.claim(added.get(0).vault(), claims, caller)
                .<Void>mapEmpty()
                .recover(failure -> {
                    if (isUnknown(failure)) {
                        log.warn("Claim was not answered; the Register jobs will claim their machines", failure);
                        return Future.succeededFuture();
                    }
                    return takeBack(added, caller).transform(taken -> Future.failedFuture(failure));
                });
    }

    /**
     * Of those that no job has finished meanwhile. The rows lose their jobs before the claims are given back; what fails here
     * is finished by {@link RegistrationTransitions}.
     */
    private Future<Void> takeBack(List<RegisteredItem> added, Caller caller) {
        return transitions
                .abandon(ids(added))
                .compose(abandoned -> peers.release(
                                abandoned.stream().map(Peers::claimOf).toList(), caller)
                        .compose(released -> transitions.forget(ids(abandoned))))
                .mapEmpty();
    }

    private static List<UUID> ids(List<RegisteredItem> items) {
        return items.stream().map(RegisteredItem::id).toList();
    }

    private Future<JobRefs> submit(List<RegisteredItem> accepted, Caller caller) {
        accepted.forEach(announcements::changed);
        var jobs = accepted.stream()
                .map(item -> RegistrationJobs.submission(item, caller.name()))
                .toList();
        var refs = new JobRefs(accepted.stream()
                .map(item -> Objects.requireNonNull(item.activeJob()))
                .toList());
        return peers.submit(jobs, caller).map(refs).recover(failure -> {
            log.warn("Jobs were not taken; they will be submitted again", failure);
            return Future.succeededFuture(refs);
        });
    }

    Future<JobRefs> unregister(ItemKey key, Caller caller) {
        UUID job = Ids.next();
        return transitions
                .unregister(key.vault(), key.item(), key.ifVersion(), job, caller.name())
                .compose(moved -> moved.isPresent()
                        ? submit(List.of(moved.get()), caller)
                        : items.item(key.item())
                                .compose(item -> Future.failedFuture(
                                        RegistrationRules.whyNotUnregister(key, item.orElse(null)))));
    }

    /** Nobody answered, or with nonsense: it may have been carried out. */
    private static boolean isUnknown(Throwable failure) {
        return !(failure instanceof HoldfastException known)
                || known.code().kind() == ErrorKind.Unavailable
                || known.code().kind() == ErrorKind.Internal;
    }
}
