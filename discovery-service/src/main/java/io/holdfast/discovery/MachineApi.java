package io.holdfast.discovery;

import io.holdfast.contracts.Ack;
import io.holdfast.contracts.Caller;
import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.PageRequest;
import io.holdfast.contracts.discovery.ClaimMachines;
import io.holdfast.contracts.discovery.DiscoveryEndpoints;
import io.holdfast.contracts.discovery.Eligibility;
import io.holdfast.contracts.discovery.EligibilityRequest;
import io.holdfast.contracts.discovery.ListMachines;
import io.holdfast.contracts.discovery.Machine;
import io.holdfast.contracts.discovery.MachineConnection;
import io.holdfast.contracts.discovery.MachineId;
import io.holdfast.contracts.discovery.MachineIds;
import io.holdfast.contracts.discovery.MachinePage;
import io.holdfast.contracts.discovery.Machines;
import io.holdfast.contracts.discovery.ReleaseMachines;
import io.holdfast.platform.Bus;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;

/** Serves the machines of {@link DiscoveryEndpoints}. */
final class MachineApi {
    private final MachineStore machines;
    private final ClaimStore claims;
    private final SubscriptionStore subscriptions;
    private final DiscoveryCommands commands;
    private final Peers peers;

    MachineApi(
            MachineStore machines,
            ClaimStore claims,
            SubscriptionStore subscriptions,
            DiscoveryCommands commands,
            Peers peers) {
        this.machines = machines;
        this.claims = claims;
        this.subscriptions = subscriptions;
        this.commands = commands;
        this.peers = peers;
    }

    Future<?> serve(Bus bus) {
        return Future.all(List.of(
                bus.serve(DiscoveryEndpoints.DISCOVER, commands::discover),
                bus.serve(DiscoveryEndpoints.MACHINE_LIST, this::list),
                bus.serve(DiscoveryEndpoints.MACHINES, this::get),
                bus.serve(DiscoveryEndpoints.ELIGIBILITY, this::eligibility),
                bus.serve(DiscoveryEndpoints.CLAIM, this::claim),
                bus.serve(DiscoveryEndpoints.CLAIM_CHECK, this::checkClaim),
                bus.serve(DiscoveryEndpoints.RELEASE, this::release),
                bus.serve(DiscoveryEndpoints.CONNECTION, this::connection)));
    }

    private Future<MachinePage> list(ListMachines request, Caller caller) {
        var page = new PageRequest(
                Math.max(1, Math.min(request.page().limit(), PageRequest.MAX_LIMIT)),
                request.page().cursor());
        return peers.vaultIfAny(request.filter().vault(), caller)
                .compose(vault -> machines.list(request.filter(), vault.orElse(null), page));
    }

    private Future<Machines> get(MachineIds request, Caller caller) {
        return machines.machines(request.ids()).map(Machines::new);
    }

    private Future<Eligibility> eligibility(EligibilityRequest request, Caller caller) {
        return peers.vaultIfAny(request.vault(), caller).compose(vault -> machine(request.machine())
                .map(machine -> Admission.explain(machine, vault.orElse(null))));
    }

    /** Most claims are repeats by Register jobs: those need neither the vault nor a lock. */
    private Future<Machines> claim(ClaimMachines request, Caller caller) {
        return claims.held(request.vault(), request.claims())
                .compose(held -> held.isPresent()
                        ? Future.succeededFuture(held.get())
                        : peers.vault(request.vault(), caller).compose(vault -> claims.claim(vault, request.claims())))
                .map(Machines::new);
    }

    private Future<Machines> checkClaim(ClaimMachines request, Caller caller) {
        return peers.vault(request.vault(), caller)
                .compose(vault -> claims.check(vault, request.claims()))
                .map(Machines::new);
    }

    private Future<Ack> release(ReleaseMachines request, Caller caller) {
        return claims.release(request.claims()).map(new Ack());
    }

    private Future<MachineConnection> connection(MachineId request, Caller caller) {
        return machine(request.id()).compose(machine -> subscriptions
                .get(machine.subscription())
                .map(subscription -> new MachineConnection(machine, subscription)));
    }

    private Future<Machine> machine(UUID id) {
        return machines.machine(id)
                .map(found -> found.orElseThrow(() -> new HoldfastException(
                        ErrorCode.MachineNotFound, "There is no machine %s in the inventory.".formatted(id))));
    }
}
