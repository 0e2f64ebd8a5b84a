package io.holdfast.registration;

import io.holdfast.contracts.job.JobItem;
import io.holdfast.contracts.job.JobSubmission;
import io.holdfast.contracts.job.Operation;
import io.holdfast.contracts.job.Trigger;
import io.holdfast.contracts.registration.RegisterParams;
import io.holdfast.contracts.registration.RegisteredItem;
import io.holdfast.contracts.registration.RegistrationStatus;
import io.holdfast.platform.Json;
import java.util.List;
import java.util.Objects;

/** The job a transitional item stands for; building it again gives the same job. */
final class RegistrationJobs {
    static JobSubmission submission(RegisteredItem item, String createdBy) {
        return new JobSubmission(
                Objects.requireNonNull(item.activeJob()),
                item.status() == RegistrationStatus.Unregistering ? Operation.Unregister : Operation.Register,
                item.vault(),
                new JobItem(item.id(), item.name(), item.cloudService()),
                item.machine(),
                item.subscription(),
                Json.toMap(new RegisterParams(item.id(), item.machine(), item.vault())),
                List.of(),
                null,
                null,
                Trigger.OnDemand,
                createdBy);
    }

    private RegistrationJobs() {}
}
