package io.holdfast.fabric.directory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A hidden folder {@code .holdfast/JOB.RANDOM} that one attempt of one job works in. Whoever cleans it renames it first: of two cleaners one
 * wins, and an attempt believed dead finds its folder gone and can't commit. {@code base}: what it is about, a cloud service or the restore folder.
 */
record Attempt(UUID job, Path base, Path path) {
    private static final String WORK = ".holdfast";
    private static final String NEW_BASE = "new-base";
    private static final int TRIES = 100;

    static Attempt begin(Path base, UUID job) throws IOException {
        Path work = base.resolve(WORK);
        if (Files.isSymbolicLink(work)) {
            throw new IOException(WORK + " is a symbolic link");
        }
        Path path = work.resolve(job + "." + UUID.randomUUID());
        for (int i = 0; ; i++) {
            try {
                Files.createDirectories(path);
                return new Attempt(job, base, path);
            } catch (NoSuchFileException | FileAlreadyExistsException e) {
                // the last of the others removes the folder of attempts between our two steps
                if (i == TRIES) {
                    throw e;
                }
            }
        }
    }

    static List<Attempt> in(Path base) {
        List<Attempt> attempts = new ArrayList<>();
        if (Files.isSymbolicLink(base.resolve(WORK))) {
            return attempts; // not ours
        }
        try (var entries = Files.newDirectoryStream(base.resolve(WORK))) {
            for (Path entry : entries) {
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    job(entry).ifPresent(job -> attempts.add(new Attempt(job, base, entry)));
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return attempts; // not there, or gone while we looked
        }
        return attempts;
    }

    private static Optional<UUID> job(Path entry) {
        String name = entry.getFileName().toString();
        try {
            return Optional.of(UUID.fromString(name.substring(0, Math.max(0, name.indexOf('.')))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    Path file(String name) {
        return path.resolve(name);
    }

    /** Takes it from whoever had it; empty: another was faster. */
    Optional<Attempt> claim() {
        Path mine = path.resolveSibling(job + "." + UUID.randomUUID());
        try {
            Files.move(path, mine, StandardCopyOption.ATOMIC_MOVE);
            return Optional.of(new Attempt(job, base, mine));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Whole or not at all, also over a crash. */
    void writeDurably(String name, String text) throws IOException {
        Path temporary = file(name + ".tmp");
        Files.deleteIfExists(temporary); // of a mover that died here
        try (FileChannel out = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.move(temporary, file(name), StandardCopyOption.ATOMIC_MOVE);
        syncFolder(path);
    }

    Optional<String> read(String name) throws IOException {
        try {
            return Optional.of(Files.readString(file(name)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    static void syncFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** The base was made for this attempt and goes with it, unless it is in use by then. */
    void markNewBase() throws IOException {
        Files.createFile(file(NEW_BASE));
    }

    void keepBase() throws IOException {
        Files.deleteIfExists(file(NEW_BASE));
    }

    /** Removes it with all that is in it, and the folder of attempts when it was the last. */
    void delete() throws IOException {
        boolean newBase = Files.exists(file(NEW_BASE));
        deleteTree(path);
        deleteIfEmpty(base.resolve(WORK));
        if (newBase) {
            deleteIfEmpty(base);
        }
    }

    private static void deleteIfEmpty(Path folder) throws IOException {
        try {
            Files.deleteIfExists(folder);
        } catch (DirectoryNotEmptyException e) {
            return;
        }
    }

    private static void deleteTree(Path tree) throws IOException {
        try {
            Files.walkFileTree(tree, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
                        throws IOException {
                    if (failure != null) {
                        throw failure;
                    }
                    Files.deleteIfExists(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (NoSuchFileException | NotDirectoryException e) {
            return; // somebody else was faster
        }
    }
}
