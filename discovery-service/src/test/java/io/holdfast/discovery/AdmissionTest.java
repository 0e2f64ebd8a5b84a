package io.holdfast.discovery;

import static io.holdfast.contracts.discovery.DeploymentModel.Classic;
import static io.holdfast.contracts.discovery.DeploymentModel.ResourceManager;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.FieldError;
import io.holdfast.contracts.discovery.Eligibility;
import io.holdfast.contracts.discovery.EligibilityReason;
import io.holdfast.contracts.discovery.Machine;
import io.holdfast.contracts.protection.Vault;
import io.holdfast.contracts.protection.VaultType;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private final Vault home = Fleet.vault("home", "north", VaultType.RecoveryServices);
    private final UUID item = UUID.randomUUID();

    @Test
    void asksInTheOrderOfTheReferenceProcedure() {
        var explained = Admission.explain(Fleet.machine("north", Classic), home);

        assertThat(explained.eligible()).isTrue();
        assertThat(explained.checks())
                .extracting(Eligibility.Check::question)
                .containsExactly(
                        "Does the machine exist?",
                        "Is it in the vault's region?",
                        "Is it free, registered with no vault?",
                        "Does the vault take its deployment model?");
    }

    @Test
    void withoutAVaultAsksOnlyWhatNeedsNone() {
        var explained = Admission.explain(Fleet.machine("north", ResourceManager), null);

        assertThat(explained.eligible()).isTrue();
        assertThat(explained.checks()).hasSize(2);
    }

    @Test
    void refusesAMissingMachine() {
        assertRefused(
                Fleet.machine("north", Classic, true, null, null, null),
                home,
                "MachineMissing",
                EligibilityReason.Missing);
    }

    @Test
    void refusesAMachineWithAProblemAndRepeatsIt() {
        var broken = Fleet.machine("north", Classic, false, null, null, "line 3: name is missing");

        assertRefused(broken, home, "InvalidMachineManifest", EligibilityReason.Unusable);
        assertThat(Admission.refusal(broken, item, home, "/machineIds/0")
                        .orElseThrow()
                        .message())
                .contains("line 3: name is missing");
    }

    @Test
    void refusesAMachineOfAnotherRegion() {
        assertRefused(Fleet.machine("south", Classic), home, "OtherRegion", EligibilityReason.OtherRegion);
    }

    @Test
    void refusesAMachineOfAnotherVault() {
        var taken = Fleet.machine("north", Classic, false, "away", UUID.randomUUID(), null);

        assertRefused(taken, home, "OtherVault", EligibilityReason.OtherVault);
    }

    @Test
    void refusesAMachineThatIsRegisteredHereAlready() {
        var taken = Fleet.machine("north", Classic, false, "home", UUID.randomUUID(), null);

        assertRefused(taken, home, "AlreadyRegistered", EligibilityReason.AlreadyRegistered);
    }

    @Test
    void keepsAMachineWithTheItemThatHasItEvenWhenItIsMissing() {
        var mine = Fleet.machine("north", Classic, true, "home", item, null);

        assertThat(Admission.refusal(mine, item, home, "/machineIds/0")).isEmpty();
    }

    @Test
    void aBackupVaultRefusesResourceManagerMachines() {
        var old = Fleet.vault("old", "north", VaultType.Backup);

        assertThat(Admission.explain(Fleet.machine("north", Classic), old).eligible())
                .isTrue();
        assertRefused(
                Fleet.machine("north", ResourceManager),
                old,
                "DeploymentModelNotSupported",
                EligibilityReason.DeploymentModelNotSupported);
    }

    @Test
    void namesTheFirstReasonOfSeveral() {
        var bad = Fleet.machine("south", Classic, false, "away", UUID.randomUUID(), null);

        assertThat(Admission.refusal(bad, item, home, "/machineIds/7"))
                .get()
                .extracting(FieldError::pointer, FieldError::code)
                .containsExactly("/machineIds/7", "OtherRegion");
    }

    private void assertRefused(Machine machine, Vault vault, String code, EligibilityReason reason) {
        assertThat(Admission.refusal(machine, item, vault, "/machineIds/0"))
                .get()
                .extracting(FieldError::pointer, FieldError::code)
                .containsExactly("/machineIds/0", code);
        var explained = Admission.explain(machine, vault);
        assertThat(explained.eligible()).isFalse();
        assertThat(explained.checks())
                .filteredOn(check -> !check.passed())
                .extracting(Eligibility.Check::reason)
                .containsExactly(reason);
    }
}
