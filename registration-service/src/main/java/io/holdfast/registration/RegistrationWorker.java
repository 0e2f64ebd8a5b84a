package io.holdfast.registration;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.discovery.Machine;
import io.holdfast.contracts.job.Operation;
import io.holdfast.contracts.registration.RegisterParams;
import io.holdfast.contracts.registration.RegisteredItem;
import io.holdfast.contracts.registration.RegistrationStatus;
import io.holdfast.platform.JobHandler;
import io.holdfast.platform.JobRun;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Runs Register and Unregister. Every step may be repeated; none takes effect once the item has been taken from the job. */
final class RegistrationWorker implements JobHandler {
    static final Set<Operation> OPERATIONS = Set.of(Operation.Register, Operation.Unregister);

    private final RegistrationStore items;
    private final TransitionStore transitions;
    private final Peers peers;
    private final Announcements announcements;

    RegistrationWorker(RegistrationStore items, TransitionStore transitions, Peers peers, Announcements announcements) {
        this.items = items;
        this.transitions = transitions;
        this.peers = peers;
        this.announcements = announcements;
    }

    @Override
    public Future<Map<String, Object>> run(JobRun run) {
        var params = run.params(RegisterParams.class);
        Map<String, Object> result = Map.of("item", params.item().toString());
        return (run.lease().operation() == Operation.Register ? register(run, params) : unregister(run, params))
                .map(result);
    }

    private Future<Void> register(JobRun run, RegisterParams params) {
        return items.item(params.item()).compose(item -> {
            if (isRegistered(item)) {
                return Future.succeededFuture();
            }
            if (!belongsTo(run, item)) {
                return Future.failedFuture(givenUp());
            }
            return peers.claim(params.vault(), List.of(Peers.claimOf(item.get())), run.caller())
                    .map(machines -> present(machines.get(0)))
                    // it may have been deleted since the request was accepted: nothing of it was registered then
                    .compose(machine -> peers.vault(params.vault(), run.caller()))
                    .compose(vault ->
                            transitions.registered(params.item(), run.lease().job()))
                    .compose(moved -> moved.isPresent() ? registered(run, moved.get()) : lateFor(run, params));
        });
    }

    private Future<Void> registered(JobRun run, RegisteredItem item) {
        announcements.changed(item);
        run.log("%s in %s is registered with %s.".formatted(item.name(), item.cloudService(), item.vault()));
        return Future.succeededFuture();
    }

    /** The item was taken from this job while the claim was made: fine if another run of it was faster, else the claim goes back. */
    private Future<Void> lateFor(JobRun run, RegisterParams params) {
        return items.item(params.item())
                .compose(item -> isRegistered(item)
                        ? Future.succeededFuture()
                        : peers.release(List.of(Peers.claimOf(params.machine(), params.item())), run.caller())
                                .compose(released -> Future.failedFuture(givenUp())));
    }

    private Future<Void> unregister(JobRun run, RegisterParams params) {
        return items.item(params.item()).compose(item -> {
            if (!belongsTo(run, item)) {
                return item.isEmpty() ? Future.succeededFuture() : Future.failedFuture(givenUp());
            }
            return peers.release(List.of(Peers.claimOf(item.get())), run.caller())
                    .compose(released ->
                            transitions.unregistered(params.item(), run.lease().job()))
                    .map(gone -> {
                        gone.ifPresent(announcements::gone);
                        run.log("%s in %s is not registered any more."
                                .formatted(item.get().name(), item.get().cloudService()));
                        return null;
                    });
        });
    }

    private static Machine present(Machine machine) {
        if (machine.missing()) {
            throw new HoldfastException(
                    ErrorCode.MachineMissing,
                    "%s in %s was not there at the last discovery.".formatted(machine.name(), machine.cloudService()));
        }
        return machine;
    }

    private static boolean isRegistered(Optional<RegisteredItem> item) {
        return item.filter(row -> row.status() == RegistrationStatus.Registered).isPresent();
    }

    private static boolean belongsTo(JobRun run, Optional<RegisteredItem> item) {
        return item.filter(row -> run.lease().job().equals(row.activeJob())).isPresent();
    }

    private static HoldfastException givenUp() {
        return new HoldfastException(ErrorCode.ItemNotFound, "The item was taken back before the job could finish.");
    }
}
