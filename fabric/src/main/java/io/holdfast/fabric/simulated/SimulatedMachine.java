package io.holdfast.fabric.simulated;

import io.holdfast.contracts.discovery.AgentState;
import io.holdfast.contracts.discovery.DeploymentModel;
import io.holdfast.contracts.discovery.MachineDisk;
import io.holdfast.contracts.discovery.PowerState;
import io.holdfast.fabric.DiscoveredMachine;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A machine with the disks of number {@code origin} of the fleet. {@code stillMillis}: a restored copy, whose disks stay those of that instant; else they are those
 * of {@code behindMillis} ago, which an original restore makes more than 0.
 */
record SimulatedMachine(
        UUID id,
        String name,
        String cloudService,
        int origin,
        DeploymentModel deploymentModel,
        PowerState powerState,
        AgentState agentState,
        @Nullable Long stillMillis,
        long behindMillis) {

    long contentMillis(long nowMillis) {
        return stillMillis == null ? nowMillis - behindMillis : stillMillis;
    }

    SimulatedMachine stillAt(long millis) {
        return new SimulatedMachine(
                id, name, cloudService, origin, deploymentModel, powerState, agentState, millis, behindMillis);
    }

    DiscoveredMachine discovered(List<MachineDisk> disks) {
        return new DiscoveredMachine(id, name, cloudService, deploymentModel, powerState, agentState, disks, null);
    }
}
