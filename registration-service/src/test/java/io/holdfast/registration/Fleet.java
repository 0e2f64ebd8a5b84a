package io.holdfast.registration;

import io.holdfast.contracts.discovery.AgentState;
import io.holdfast.contracts.discovery.DeploymentModel;
import io.holdfast.contracts.discovery.Machine;
import io.holdfast.contracts.discovery.PowerState;
import io.holdfast.contracts.protection.StoreKind;
import io.holdfast.contracts.protection.Vault;
import io.holdfast.contracts.protection.VaultLocation;
import io.holdfast.contracts.protection.VaultType;
import io.holdfast.contracts.registration.RegisteredItem;
import io.holdfast.contracts.registration.RegistrationStatus;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Vaults, machines and items as tests need them. */
final class Fleet {
    static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    static Vault vault(String name) {
        return new Vault(
                name,
                UUID.randomUUID(),
                "north",
                VaultType.RecoveryServices,
                false,
                262_144,
                new VaultLocation(StoreKind.Directory, null),
                NOON,
                1);
    }

    static Machine machine(String name, String cloudService) {
        return machine(UUID.randomUUID(), name, cloudService, false, null, null);
    }

    static Machine machine(
            UUID id, String name, String cloudService, boolean missing, @Nullable String vault, @Nullable UUID item) {
        return new Machine(
                id,
                name,
                cloudService,
                "lab",
                "north",
                DeploymentModel.Classic,
                PowerState.Running,
                AgentState.Absent,
                List.of(),
                missing,
                NOON,
                vault,
                item,
                null);
    }

    static RegisteredItem item(String vault, UUID machine, RegistrationStatus status, @Nullable UUID job) {
        return new RegisteredItem(
                UUID.randomUUID(),
                vault,
                machine,
                "web",
                "rack-1",
                "lab",
                "north",
                DeploymentModel.Classic,
                status,
                false,
                job,
                NOON,
                1);
    }

    private Fleet() {}
}
