package io.holdfast.backup;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.discovery.DiscoveryEndpoints;
import io.holdfast.contracts.discovery.MachineConnection;
import io.holdfast.contracts.discovery.MachineId;
import io.holdfast.contracts.discovery.Subscription;
import io.holdfast.contracts.discovery.SubscriptionName;
import io.holdfast.fabric.Fabric;
import io.holdfast.fabric.directory.RestoreFolder;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** Where machines live, as discovery-service knows it and fabrics reach it. Blocks. */
final class Sources {
    private final Calls calls;
    private final Function<Subscription, Fabric> fabrics;
    private final Optional<RestoreFolder> restoreFolder;

    Sources(Calls calls, Function<Subscription, Fabric> fabrics, Optional<RestoreFolder> restoreFolder) {
        this.calls = calls;
        this.fabrics = fabrics;
        this.restoreFolder = restoreFolder;
    }

    MachineConnection machine(UUID machine, BooleanSupplier stopped) {
        return calls.call(DiscoveryEndpoints.CONNECTION, new MachineId(machine), stopped);
    }

    Subscription subscription(String name, BooleanSupplier stopped) {
        return calls.call(DiscoveryEndpoints.SUBSCRIPTION_GET, new SubscriptionName(name, null), stopped);
    }

    /** Without waiting for a service that is away. */
    Subscription subscriptionNow(String name) {
        return calls.once(DiscoveryEndpoints.SUBSCRIPTION_GET, new SubscriptionName(name, null));
    }

    /** The caller closes it. */
    Fabric open(Subscription subscription) {
        return fabrics.apply(subscription);
    }

    /** {@code TargetUnavailable} when the operator has set none. */
    RestoreFolder restoreFolder() {
        return restoreFolder.orElseThrow(() ->
                new HoldfastException(ErrorCode.TargetUnavailable, "This mover has no folder to restore disks to."));
    }
}
