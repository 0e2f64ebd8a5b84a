package io.holdfast.discovery;

import io.holdfast.contracts.discovery.AgentState;
import io.holdfast.contracts.discovery.DeploymentModel;
import io.holdfast.contracts.discovery.Machine;
import io.holdfast.contracts.discovery.PowerState;
import io.holdfast.contracts.protection.StoreKind;
import io.holdfast.contracts.protection.Vault;
import io.holdfast.contracts.protection.VaultLocation;
import io.holdfast.contracts.protection.VaultType;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Vaults and machines as tests need them. */
final class Fleet {
    static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    static Vault vault(String name, String region, VaultType type) {
        return new Vault(
                name,
                UUID.randomUUID(),
                region,
                type,
                false,
                262_144,
                new VaultLocation(StoreKind.Directory, null),
                NOON,
                1);
    }

    static Machine machine(String region, DeploymentModel model) {
        return machine(region, model, false, null, null, null);
    }

    static Machine machine(
            String region,
            DeploymentModel model,
            boolean missing,
            @Nullable String vault,
            @Nullable UUID item,
            @Nullable String problem) {
        return new Machine(
                UUID.randomUUID(),
                "web",
                "rack-1",
                "lab",
                region,
                model,
                PowerState.Running,
                AgentState.Absent,
                List.of(),
                missing,
                NOON,
                vault,
                item,
                problem);
    }

    private Fleet() {}
}
