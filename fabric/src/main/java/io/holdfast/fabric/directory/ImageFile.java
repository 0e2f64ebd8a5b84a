package io.holdfast.fabric.directory;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A disk's file, reached without following a link anywhere below the machine's folder. */
record ImageFile(String disk, Path machine, String file) {

    /** Relative, and without a step up: the form only, links are looked for when the file is used. */
    static boolean isInnerPath(String file) {
        if (file.isBlank() || file.length() > 1024 || file.indexOf('\0') >= 0) {
            return false;
        }
        try {
            Path path = Path.of(file);
            if (path.isAbsolute() || !path.normalize().equals(path)) {
                return false;
            }
            for (Path step : path) {
                // names with a dot in front are ours
                if (step.toString().isEmpty() || step.toString().startsWith(".")) {
                    return false;
                }
            }
            return !file.equals(MachineFolder.MANIFEST);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    Path path() {
        return machine.resolve(file);
    }

    /** Opens for reading; a FIFO or device is refused before it could block. */
    ImageReader open() {
        ImageStat before = stat();
        try {
            ImageReader reader = ImageReader.open(path(), before.key());
            try {
                if (reader.reads(stat())) {
                    return reader;
                }
                throw replaced();
            } catch (HoldfastException e) {
                reader.close();
                throw e;
            }
        } catch (NoSuchFileException e) {
            throw missing();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    HoldfastException replaced() {
        return new HoldfastException(
                ErrorCode.DiskUnreadable, "Disk " + disk + ": its file was replaced while it was opened");
    }

    /** A link would lead writes and reads to files that are not the machine's. */
    void refuseLinks() {
        Path at = machine;
        for (Path step : Path.of(file)) {
            at = at.resolve(step);
            if (Files.isSymbolicLink(at)) {
                throw new HoldfastException(
                        ErrorCode.InvalidMachineManifest,
                        "Disk " + disk + ": its file is reached through a symbolic link, which is not allowed");
            }
        }
    }

    ImageStat stat() {
        refuseLinks();
        try {
            return ImageStat.of(path());
        } catch (NoSuchFileException e) {
            throw missing();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    HoldfastException missing() {
        return new HoldfastException(ErrorCode.DiskMissing, "Disk " + disk + ": its file " + file + " is missing");
    }

    HoldfastException unreadable(IOException cause) {
        return new HoldfastException(
                ErrorCode.DiskUnreadable, "Disk " + disk + ": its file " + file + " cannot be read", cause);
    }
}
