package io.holdfast.alert;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.alert.AlertCause;
import io.holdfast.contracts.job.Job;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.job.Operation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What the end of a verification says about the vault's items: {@code damagedItems} of its result, and {@code healedItems}. */
final class DamageRules {

    private static final Group VAULT = Group.vault(ErrorCode.VaultDamaged.name());

    private DamageRules() {}

    static boolean areAbout(Job job) {
        return job.operation() == Operation.Verify
                && job.vault() != null
                && (job.status() == JobStatus.Completed || job.status() == JobStatus.CompletedWithWarnings);
    }

    static Findings of(Job job) {
        Instant at = FailureRules.end(job);
        List<Condition> damaged = new ArrayList<>();
        for (Object one : list(job, "damagedItems")) {
            Map<?, ?> item = (Map<?, ?>) one;
            String points = String.valueOf(item.get("points"));
            damaged.add(new Condition(
                    String.valueOf(job.vault()),
                    AlertCause.DataDamaged,
                    VAULT,
                    UUID.fromString(String.valueOf(item.get("id"))),
                    String.valueOf(item.get("name")),
                    at,
                    at,
                    points + (points.equals("1") ? " recovery point" : " recovery points")
                            + " cannot be restored whole",
                    job.id()));
        }
        List<Ending> healed = new ArrayList<>();
        for (Object item : list(job, "healedItems")) {
            healed.add(Ending.of(UUID.fromString(String.valueOf(item)), AlertCause.DataDamaged, at));
        }
        return new Findings(damaged, healed);
    }

    private static List<?> list(Job job, String field) {
        return job.result().get(field) instanceof List<?> list ? list : List.of();
    }
}
