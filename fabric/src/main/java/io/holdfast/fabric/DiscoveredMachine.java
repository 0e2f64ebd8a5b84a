package io.holdfast.fabric;

import io.holdfast.contracts.discovery.AgentState;
import io.holdfast.contracts.discovery.DeploymentModel;
import io.holdfast.contracts.discovery.MachineDisk;
import io.holdfast.contracts.discovery.PowerState;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A machine as the fabric shows it. {@code id} is the fabric's own and stays the same when the machine is renamed or moved. {@code problem}: why it can't
 * be used; what is not known then has its default.
 */
public record DiscoveredMachine(
        UUID id,
        String name,
        String cloudService,
        DeploymentModel deploymentModel,
        PowerState powerState,
        AgentState agentState,
        List<MachineDisk> disks,
        @Nullable String problem) {
    public DiscoveredMachine {
        disks = List.copyOf(disks);
    }
}
