package io.holdfast.discovery;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.FieldError;
import io.holdfast.contracts.discovery.DeploymentModel;
import io.holdfast.contracts.discovery.Eligibility;
import io.holdfast.contracts.discovery.EligibilityReason;
import io.holdfast.contracts.discovery.Machine;
import io.holdfast.contracts.protection.Vault;
import io.holdfast.contracts.protection.VaultType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Whether a vault takes a machine, and why not: the questions of the reference procedure, in its order. */
final class Admission {
    /** All questions and their answers. Without a vault the machine is held against its own region. */
    static Eligibility explain(Machine machine, @Nullable Vault vault) {
        var answers = answers(machine, vault);
        return new Eligibility(
                machine,
                vault == null ? null : vault.name(),
                answers.stream().allMatch(Answer::passed),
                answers.stream().map(Answer::check).toList());
    }

    /** Why {@code item} of {@code vault} can't have the machine; empty if it can, or has it already. */
    static Optional<FieldError> refusal(Machine machine, UUID item, Vault vault, String pointer) {
        if (item.equals(machine.item()) && vault.name().equals(machine.vault())) {
            return Optional.empty();
        }
        return answers(machine, vault).stream()
                .filter(answer -> !answer.passed())
                .map(answer -> new FieldError(
                        pointer, Objects.requireNonNull(answer.code).name(), answer.message))
                .findFirst();
    }

    private static List<Answer> answers(Machine machine, @Nullable Vault vault) {
        var answers = new ArrayList<Answer>();
        answers.add(exists(machine));
        if (vault != null) {
            answers.add(sameRegion(machine, vault));
        }
        answers.add(inNoVault(machine, vault));
        if (vault != null) {
            answers.add(rightModel(machine, vault));
        }
        return answers;
    }

    private static Answer exists(Machine machine) {
        var question = "Does the machine exist?";
        if (machine.missing()) {
            return Answer.no(
                    question,
                    ErrorCode.MachineMissing,
                    EligibilityReason.Missing,
                    "%s was not there at the last discovery; it was last seen at %s."
                            .formatted(title(machine), machine.lastSeenAt()));
        }
        if (machine.problem() != null) {
            return Answer.no(
                    question,
                    ErrorCode.InvalidMachineManifest,
                    EligibilityReason.Unusable,
                    "%s was found but can't be used: %s".formatted(title(machine), machine.problem()));
        }
        return Answer.yes(question, "It was there at the last discovery, at %s.".formatted(machine.lastSeenAt()));
    }

    private static Answer sameRegion(Machine machine, Vault vault) {
        var question = "Is it in the vault's region?";
        return machine.region().equals(vault.region())
                ? Answer.yes(question, "Machine and vault are in %s.".formatted(vault.region()))
                : Answer.no(
                        question,
                        ErrorCode.OtherRegion,
                        EligibilityReason.OtherRegion,
                        "%s is in %s, the vault %s in %s."
                                .formatted(title(machine), machine.region(), vault.name(), vault.region()));
    }

    private static Answer inNoVault(Machine machine, @Nullable Vault vault) {
        var question = "Is it free, registered with no vault?";
        if (machine.vault() == null) {
            return Answer.yes(question, "It is registered with no vault.");
        }
        return vault != null && machine.vault().equals(vault.name())
                ? Answer.no(
                        question,
                        ErrorCode.AlreadyRegistered,
                        EligibilityReason.AlreadyRegistered,
                        "%s is registered with this vault already.".formatted(title(machine)))
                : Answer.no(
                        question,
                        ErrorCode.OtherVault,
                        EligibilityReason.OtherVault,
                        "%s belongs to the vault %s.".formatted(title(machine), machine.vault()));
    }

    private static Answer rightModel(Machine machine, Vault vault) {
        var question = "Does the vault take its deployment model?";
        return vault.type() == VaultType.Backup && machine.deploymentModel() == DeploymentModel.ResourceManager
                ? Answer.no(
                        question,
                        ErrorCode.DeploymentModelNotSupported,
                        EligibilityReason.DeploymentModelNotSupported,
                        "%s was deployed with resource-manager; the vault %s is of type backup and takes classic machines only."
                                .formatted(title(machine), vault.name()))
                : Answer.yes(question, "The vault takes it.");
    }

    private static String title(Machine machine) {
        return "%s in %s".formatted(machine.name(), machine.cloudService());
    }

    private record Answer(
            String question,
            @Nullable ErrorCode code,
            @Nullable EligibilityReason reason,
            String message) {
        static Answer yes(String question, String message) {
            return new Answer(question, null, null, message);
        }

        static Answer no(String question, ErrorCode code, EligibilityReason reason, String message) {
            return new Answer(question, code, reason, message);
        }

        boolean passed() {
            return code == null;
        }

        Eligibility.Check check() {
            return new Eligibility.Check(question, passed(), reason, message);
        }
    }

    private Admission() {}
}
