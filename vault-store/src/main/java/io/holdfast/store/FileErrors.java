package io.holdfast.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Locale;

/** The operating system's failures in the store's words. */
final class FileErrors {
    private FileErrors() {}

    static StoreException map(IOException e, String object) {
        // the JDK has no types for some of these: the text is all there is
        String text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        if (e instanceof NoSuchFileException
                || e instanceof NotDirectoryException
                || text.endsWith("not a directory")) {
            return new StoreException.NotFound(object);
        }
        if (text.contains("no space left") || text.contains("quota exceeded") || text.contains("not enough space")) {
            return new StoreException.NoSpace("no space left for " + object, e);
        }
        if (e instanceof AccessDeniedException
                || e.getCause() instanceof ReadOnlyFileSystemException
                || text.contains("read-only file system")) {
            return new StoreException.ReadOnly("access to " + object + " was refused", e);
        }
        return new StoreException.Io(object + ": " + e.getMessage(), e);
    }
}
