package io.holdfast.registration;

import io.holdfast.contracts.Ack;
import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.FieldError;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.discovery.ClaimMachines;
import io.holdfast.contracts.discovery.ClaimMachines.Claim;
import io.holdfast.contracts.discovery.DiscoveryEndpoints;
import io.holdfast.contracts.discovery.Machine;
import io.holdfast.contracts.discovery.Machines;
import io.holdfast.contracts.discovery.ReleaseMachines;
import io.holdfast.platform.Bus;
import io.holdfast.platform.testing.ServiceHarness;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** discovery-service's claims in memory. Thread-safe. */
final class FakeDiscovery {
    private final Vertx vertx;
    private final Map<UUID, Machine> machines = new LinkedHashMap<>();
    private final Map<UUID, Runnable> lost = new HashMap<>();
    private boolean refusesEveryClaim;
    private boolean failsReleases;
    private int releases;
    private @Nullable Bus bus;

    FakeDiscovery(Vertx vertx) {
        this.vertx = vertx;
    }

    FakeDiscovery start() {
        bus = ServiceHarness.bus(vertx);
        ServiceHarness.await(Future.all(
                bus.serve(DiscoveryEndpoints.CLAIM_CHECK, (request, caller) -> check(request)),
                bus.serve(DiscoveryEndpoints.CLAIM, (request, caller) -> claim(request)),
                bus.serve(DiscoveryEndpoints.RELEASE, (request, caller) -> release(request))));
        return this;
    }

    void goAway() {
        ServiceHarness.await(bus.close());
    }

    synchronized Machine add(Machine machine) {
        machines.put(machine.id(), machine);
        return machine;
    }

    List<Machine> fleet(int size) {
        return IntStream.range(0, size)
                .mapToObj(i -> add(Fleet.machine("m%04d".formatted(i), "rack-" + i % 7)))
                .toList();
    }

    synchronized Machine machine(UUID id) {
        return machines.get(id);
    }

    synchronized void vanish(UUID id) {
        var old = machines.get(id);
        add(Fleet.machine(id, old.name(), old.cloudService(), true, old.vault(), old.item()));
    }

    /** Passes checks and refuses claims: another vault is always a moment faster. */
    synchronized void refuseEveryClaim(boolean refuses) {
        refusesEveryClaim = refuses;
    }

    /** Passes checks and refuses the claim of this machine: another vault is a moment faster, and meanwhile something happens. */
    synchronized void refuseClaimOf(UUID machine, Runnable meanwhile) {
        lost.put(machine, meanwhile);
    }

    synchronized void failReleases(boolean fails) {
        failsReleases = fails;
    }

    private synchronized Future<Machines> check(ClaimMachines request) {
        var refusals = refusals(request);
        return refusals.isEmpty()
                ? Future.succeededFuture(found(request.claims()))
                : Future.failedFuture(HoldfastException.refusal(refusals));
    }

    private synchronized Future<Machines> claim(ClaimMachines request) {
        if (refusesEveryClaim) {
            return Future.failedFuture(HoldfastException.refusal(
                    List.of(new FieldError("/machineIds/0", "OtherVault", "It belongs to another vault."))));
        }
        for (int i = 0; i < request.claims().size(); i++) {
            var meanwhile = lost.get(request.claims().get(i).machine());
            if (meanwhile != null) {
                meanwhile.run();
                return Future.failedFuture(HoldfastException.refusal(
                        List.of(new FieldError("/machineIds/" + i, "OtherVault", "It belongs to another vault."))));
            }
        }
        return check(request).onSuccess(found -> request.claims()
                .forEach(claim -> hold(claim.machine(), request.vault(), claim.item())));
    }

    /** How often somebody gave machines back, however many. */
    synchronized int releases() {
        return releases;
    }

    private synchronized Future<Ack> release(ReleaseMachines request) {
        if (failsReleases) {
            return Future.failedFuture(
                    new HoldfastException(ErrorCode.ServiceUnavailable, "The database cannot be reached"));
        }
        releases++;
        request.claims().stream()
                .filter(claim -> machines.containsKey(claim.machine())
                        && claim.item().equals(machines.get(claim.machine()).item()))
                .forEach(claim -> hold(claim.machine(), null, null));
        return Future.succeededFuture(new Ack());
    }

    private void hold(UUID machine, @Nullable String vault, @Nullable UUID item) {
        var old = machines.get(machine);
        add(Fleet.machine(machine, old.name(), old.cloudService(), old.missing(), vault, item));
    }

    private Machines found(List<Claim> claims) {
        return new Machines(
                claims.stream().map(claim -> machines.get(claim.machine())).toList());
    }

    private List<FieldError> refusals(ClaimMachines request) {
        var errors = new ArrayList<FieldError>();
        for (int i = 0; i < request.claims().size(); i++) {
            var claim = request.claims().get(i);
            var machine = machines.get(claim.machine());
            var code = machine == null ? "MachineNotFound" : code(machine, request.vault(), claim.item());
            if (code != null) {
                errors.add(new FieldError("/machineIds/" + i, code, code));
            }
        }
        return errors;
    }

    private static @Nullable String code(Machine machine, String vault, UUID item) {
        if (item.equals(machine.item())) {
            return null;
        }
        if (machine.missing()) {
            return "MachineMissing";
        }
        if (machine.vault() == null) {
            return null;
        }
        return machine.vault().equals(vault) ? "AlreadyRegistered" : "OtherVault";
    }
}
