package io.holdfast.contracts.discovery;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A machine of the inventory. {@code vault} and {@code item} are its claim: the vault it is registered with. {@code missing}: it was not there at the last discovery.
 * {@code problem}: it was seen but can't be used, for example a broken machine.yaml.
 */
public record Machine(
        UUID id,
        String name,
        String cloudService,
        String subscription,
        String region,
        DeploymentModel deploymentModel,
        PowerState powerState,
        AgentState agentState,
        List<MachineDisk> disks,
        boolean missing,
        Instant lastSeenAt,
        @Nullable String vault,
        @Nullable UUID item,
        @Nullable String problem) {}
