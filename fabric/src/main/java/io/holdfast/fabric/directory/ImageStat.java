package io.holdfast.fabric.directory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;

/** What changes when a file is written, replaced or cut. The change time can't be set by programs; it catches a modification time set back. */
record ImageStat(long size, Instant modified, Instant changed, String key) {
    // coarser than the time stamps of any file system in use
    private static final Duration GRANULARITY = Duration.ofSeconds(2);

    static ImageStat of(Path file) throws IOException {
        BasicFileAttributes basic = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!basic.isRegularFile()) {
            throw new IOException("not a regular file");
        }
        Object changed = Files.getAttribute(file, "unix:ctime", LinkOption.NOFOLLOW_LINKS);
        return new ImageStat(
                basic.size(),
                basic.lastModifiedTime().toInstant(),
                ((FileTime) changed).toInstant(),
                String.valueOf(basic.fileKey()));
    }

    /** Whether a later write is certain to give other time stamps. */
    boolean settledAt(Instant time) {
        return !latest().plus(GRANULARITY).isAfter(time);
    }

    Instant latest() {
        return modified.isAfter(changed) ? modified : changed;
    }

    /** Equal marks of a settled file: not one byte was written between. */
    String mark() {
        return "file1:" + size + ":" + modified + ":" + changed + ":" + key;
    }
}
