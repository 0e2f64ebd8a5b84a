package io.holdfast.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Objects as files under a root. An object is written to {@code .tmp/}, synced, linked to its name, and the folder
 * synced: so it is whole or not there, also after a power cut. Several processes may share one root.
 */
public final class DirectoryBackend implements Backend {
    private static final Logger LOG = LoggerFactory.getLogger(DirectoryBackend.class);
    private static final String TEMPORARY = ".tmp";
    private static final String LOCK = "rename.lock";
    private static final Duration ABANDONED = Duration.ofDays(7);

    private final Path root;
    private final Path temporary;

    /** Creates nothing: a root that is missing, or may only be read, shows in use. Temporary files that nobody touched for a week are removed. */
    public DirectoryBackend(Path root) {
        this.root = root.toAbsolutePath().normalize();
        this.temporary = this.root.resolve(TEMPORARY);
        removeAbandoned();
    }

    @Override
    public Upload upload() {
        Path file = temporary.resolve(UUID.randomUUID().toString());
        try {
            DurableFiles.createFolder(temporary);
            return new FileUpload(
                    file, FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
        } catch (IOException e) {
            throw FileErrors.map(e, file.toString());
        }
    }

    @Override
    public void replace(String key, byte[] bytes) {
        Path target = path(key);
        Path file = temporary.resolve(UUID.randomUUID().toString());
        try {
            try (FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
            DurableFiles.sync(DurableFiles.parent(target));
        } catch (IOException e) {
            throw FileErrors.map(e, key);
        }
    }

    @Override
    public void read(String key, long offset, byte[] into, int length) {
        Path file = path(key);
        if (Files.isDirectory(file)) {
            throw new StoreException.NotFound(key);
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (offset + length > channel.size()) {
                throw new StoreException.Damaged(
                        key, "it ends at byte " + channel.size() + ", " + (offset + length) + " are needed");
            }
            ByteBuffer bytes = ByteBuffer.wrap(into, 0, length);
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, offset + bytes.position()) < 0) {
                    throw new StoreException.Damaged(key, "it ended while it was read");
                }
            }
        } catch (IOException e) {
            throw FileErrors.map(e, key);
        }
    }

    @Override
    public long size(String key) {
        try {
            BasicFileAttributes file = Files.readAttributes(path(key), BasicFileAttributes.class);
            if (!file.isRegularFile()) {
                throw new StoreException.NotFound(key);
            }
            return file.size();
        } catch (IOException e) {
            throw FileErrors.map(e, key);
        }
    }

    @Override
    public List<StoredObject> list(String prefix) {
        Path folder = root.resolve(Keys.checkPrefix(prefix));
        List<StoredObject> found = new ArrayList<>();
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
                    return dir.equals(temporary) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (attributes.isRegularFile()) {
                        String key = root.relativize(file).toString().replace('\\', '/');
                        found.add(new StoredObject(key, attributes.size()));
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                    if (e instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE; // deleted meanwhile
                    }
                    throw e;
                }
            });
        } catch (IOException e) {
            throw FileErrors.map(e, prefix);
        }
        found.sort(Comparator.comparing(StoredObject::key));
        return found;
    }

    @Override
    public boolean delete(String key) {
        Path file = path(key);
        try {
            boolean existed = !Files.isDirectory(file) && Files.deleteIfExists(file);
            if (existed) {
                DurableFiles.sync(DurableFiles.parent(file));
            }
            return existed;
        } catch (IOException e) {
            StoreException mapped = FileErrors.map(e, key);
            if (mapped instanceof StoreException.NotFound) {
                return false;
            }
            throw mapped;
        }
    }

    @Override
    public String describe() {
        return root.toString();
    }

    @Override
    public void close() {}

    private Path path(String key) {
        return root.resolve(Keys.check(key));
    }

    private void removeAbandoned() {
        FileTime limit = FileTime.from(Instant.now().minus(ABANDONED));
        try (Stream<Path> files = Files.list(temporary)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                boolean old = Files.getLastModifiedTime(file).compareTo(limit) < 0;
                if (old && Files.isRegularFile(file) && !file.endsWith(LOCK)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.debug(
                    "temporary files in {} stay for now", temporary, e); // not there, read-only, or another was faster
        }
    }

    /** Removes temporary files and all folders that are empty then, the root too: for what a deleted vault leaves. */
    public static void removeEmpty(Path root) {
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    if (DurableFiles.parent(file).equals(root.resolve(TEMPORARY))) {
                        Files.deleteIfExists(file);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) throws IOException {
                    try {
                        Files.deleteIfExists(folder);
                    } catch (DirectoryNotEmptyException somebodyElses) {
                        LOG.info("{} is not empty, and stays", folder);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw FileErrors.map(e, root.toString());
        }
    }

    private final class FileUpload implements Upload {
        private final Path file;
        private final FileChannel channel;

        FileUpload(Path file, FileChannel channel) {
            this.file = file;
            this.channel = channel;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
            try {
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            } catch (IOException e) {
                throw FileErrors.map(e, file.toString());
            }
        }

        @Override
        public boolean commit(String key) {
            Path target = path(key);
            try {
                channel.force(true);
                channel.close();
                DurableFiles.createFolder(DurableFiles.parent(target));
                if (!DurableFiles.appear(file, target, temporary.resolve(LOCK))) {
                    return false;
                }
                DurableFiles.sync(DurableFiles.parent(target));
                return true;
            } catch (IOException e) {
                throw FileErrors.map(e, key);
            }
        }

        @Override
        public void close() {
            try {
                channel.close();
                Files.deleteIfExists(file);
            } catch (IOException e) {
                LOG.info("{} is left for a later start to remove", file, e);
            }
        }
    }
}
