package io.holdfast.fabric;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the operator of this process allows; subscriptions can't widen it.
 *
 * @param allowedRoots directory subscriptions must lie in or under one of these; empty: anywhere
 * @param restoreFolder where disks are restored to as files; null: not offered
 * @param commandsAllowed whether freeze and thaw commands of machine.yaml are run
 * @param clock the simulated fleet's time, and the time of snapshots
 */
public record FabricEnvironment(
        List<Path> allowedRoots, @Nullable Path restoreFolder, boolean commandsAllowed, Clock clock) {
    public FabricEnvironment {
        allowedRoots = List.copyOf(allowedRoots);
    }

    /** Anywhere, commands allowed, the system's clock. */
    public static FabricEnvironment unrestricted(@Nullable Path restoreFolder) {
        return new FabricEnvironment(List.of(), restoreFolder, true, Clock.systemUTC());
    }
}
