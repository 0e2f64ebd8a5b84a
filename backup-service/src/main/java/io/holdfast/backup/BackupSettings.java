package io.holdfast.backup;

import static io.holdfast.platform.Config.require;

import io.holdfast.fabric.FabricEnvironment;
import java.io.File;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.stream.Stream;

/** The section {@code backup}; {@code config/backup.yaml} says what each means. */
record BackupSettings(
        int concurrency,
        int threads,
        String storeRoot,
        S3Access s3,
        String masterKeyFile,
        boolean createMasterKey,
        String restoreFolder,
        String machineRoots,
        boolean commandsAllowed,
        Duration freezeDeadline,
        int auditSamples,
        Duration patience) {
    BackupSettings {
        require(concurrency >= 1 && concurrency <= 64, "concurrency", "must be 1 to 64");
        require(threads >= 1 && threads <= 256, "threads", "must be 1 to 256");
        require(!storeRoot.isBlank(), "storeRoot", "must be a folder");
        require(!masterKeyFile.isBlank(), "masterKeyFile", "must be a file");
        require(freezeDeadline.toMillis() >= 1, "freezeDeadline", "must be positive");
        require(auditSamples >= 0 && auditSamples <= 10_000, "auditSamples", "must be 0 to 10000");
        require(!patience.isNegative(), "patience", "must not be negative");
    }

    FabricEnvironment fabricEnvironment(Clock clock) {
        return new FabricEnvironment(
                Stream.of(machineRoots.split(File.pathSeparator))
                        .filter(root -> !root.isBlank())
                        .map(Path::of)
                        .toList(),
                restoreFolder.isBlank() ? null : Path.of(restoreFolder),
                commandsAllowed,
                clock);
    }
}
