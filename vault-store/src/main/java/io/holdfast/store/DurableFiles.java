package io.holdfast.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** What makes names of files survive a power cut, and never replaces one. */
final class DurableFiles {
    private static final Object RENAMING = new Object();

    private DurableFiles() {}

    /** A new folder is durable when its parent has been synced, up to the first that was there before. */
    static void createFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = parent(folder);
        createFolder(parent);
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
        sync(parent);
    }

    static void sync(Path folder) throws IOException {
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /**
     * Gives {@code file}, whose bytes are synced, the name {@code target} as well or instead; durable when the folder has been synced. False
     * when the name is taken. A hard link fails then, which a rename does not; where there are no links, renaming is done under a lock
     * that all processes take.
     */
    static boolean appear(Path file, Path target, Path lock) throws IOException {
        try {
            Files.createLink(target, file);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (UnsupportedOperationException | FileSystemException e) {
            return rename(file, target, lock);
        }
    }

    static boolean rename(Path file, Path target, Path lock) throws IOException {
        // the lock of the file system is the process's, not the thread's
        synchronized (RENAMING) {
            try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock held = channel.lock()) {
                if (!held.isValid() || Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                    return false;
                }
                Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
                return true;
            }
        }
    }

    static Path parent(Path file) {
        Path parent = file.getParent();
        return parent == null ? file : parent;
    }
}
