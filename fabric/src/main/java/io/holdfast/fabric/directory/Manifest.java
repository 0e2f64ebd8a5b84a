package io.holdfast.fabric.directory;

import io.holdfast.contracts.discovery.DeploymentModel;
import io.holdfast.contracts.discovery.PowerState;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What machine.yaml says. Null: not said. */
record Manifest(
        @Nullable UUID id,
        @Nullable String name,
        DeploymentModel deploymentModel,
        PowerState powerState,
        List<Disk> disks,
        @Nullable Hook freeze,
        @Nullable Hook thaw,
        boolean applicationConsistent,
        @Nullable UUID restoredByJob) {

    /** {@code file} is relative to the machine's folder, checked for form only. */
    record Disk(String name, String file) {}

    /** An argument list, never a shell line. */
    record Hook(List<String> command, Duration deadline) {}
}
