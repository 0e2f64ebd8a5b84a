package io.holdfast.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the store keeps of a point for others: it does not look into it.
 *
 * @param machineId the fabric's own identity of the machine
 * @param machineConfiguration what is needed to make the machine again, as its fabric wrote it
 * @param time the state's moment, by the server's clock
 * @param consistency a word of the vocabulary: {@code application}, {@code file-system}, {@code crash}
 * @param basePoint the point whose block maps were started from
 * @param whyFull why everything was read, when it was
 * @param jobId the job that made it, which alone can commit it to the catalogue
 * @param fencingToken that job's token
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PointDetails(
        String machineId,
        String machineName,
        @Nullable String machineConfiguration,
        Instant time,
        String consistency,
        @Nullable UUID basePoint,
        @Nullable String whyFull,
        UUID jobId,
        long fencingToken,
        String softwareVersion) {
    public PointDetails {
        Objects.requireNonNull(machineId, "machineId");
        Objects.requireNonNull(machineName, "machineName");
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(consistency, "consistency");
        Objects.requireNonNull(jobId, "jobId");
        Objects.requireNonNull(softwareVersion, "softwareVersion");
    }
}
