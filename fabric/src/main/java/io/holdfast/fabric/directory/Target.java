package io.holdfast.fabric.directory;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.FieldError;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.fabric.RestoreDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Checks and failures that all restores to files share. */
final class Target {
    private Target() {}

    static FieldError conflict(String pointer, ErrorCode code, String message) {
        return new FieldError(pointer, code.name(), message);
    }

    static void refuse(List<FieldError> conflicts) {
        if (!conflicts.isEmpty()) {
            FieldError first = conflicts.get(0);
            throw new HoldfastException(ErrorCode.valueOf(first.code()), first.message(), conflicts);
        }
    }

    /** Usable as the name of a new folder. */
    static boolean isFolderName(String name) {
        return !name.isBlank()
                && name.equals(name.strip())
                && !name.startsWith(".")
                && name.getBytes(StandardCharsets.UTF_8).length <= 200
                && name.chars().noneMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c));
    }

    /** One step down and nowhere else: the form only. */
    static boolean isChild(String name) {
        return !name.isEmpty() && !name.startsWith(".") && name.indexOf('/') < 0 && name.indexOf('\0') < 0;
    }

    static boolean exists(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** {@code folder} or the nearest folder above it that exists. */
    static Optional<FieldError> full(Path folder, List<RestoreDisk> disks) {
        long needed = disks.stream().mapToLong(RestoreDisk::dataBytes).sum();
        Path existing = folder;
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        try {
            long free = Files.getFileStore(existing).getUsableSpace();
            return needed <= free
                    ? Optional.empty()
                    : Optional.of(conflict(
                            "/target",
                            ErrorCode.TargetFull,
                            "The restore needs " + needed + " bytes, " + free + " are free"));
        } catch (IOException e) {
            return Optional.of(
                    conflict("/target", ErrorCode.TargetUnavailable, "The restore target cannot be reached"));
        }
    }

    static HoldfastException failure(IOException cause) {
        String reason = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        boolean full = reason.contains("no space") || reason.contains("quota") || reason.contains("file too large");
        return full
                ? new HoldfastException(ErrorCode.TargetFull, "The restore target ran out of space", cause)
                : new HoldfastException(ErrorCode.TargetUnavailable, "The restore target cannot be written", cause);
    }
}
