package io.holdfast.fabric.directory;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import io.holdfast.fabric.Extents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a file has data: what its file system answers to SEEK_DATA and SEEK_HOLE, which the JDK cannot ask. Everywhere, where that is not to be known: on other systems than Linux,
 * or where native code can't be loaded.
 */
final class DataRanges {
    private static final Logger log = LoggerFactory.getLogger(DataRanges.class);
    /** Past so many ranges the rest counts as data: a file of crumbs must not fill the memory. */
    private static final int MOST = 1 << 20;

    private static final int READ_ONLY = 0;
    private static final int CLOSE_ON_EXEC = 0x80000;
    private static final int SEEK_DATA = 3;
    private static final int SEEK_HOLE = 4;
    private static final int NO_SUCH_ADDRESS = 6;

    private static final boolean AVAILABLE = load();

    private DataRanges() {}

    private static boolean load() {
        if (!Platform.isLinux() || !Platform.is64Bit()) {
            return false;
        }
        try {
            LibC.register();
            return true;
        } catch (LinkageError e) {
            log.warn("Holes of disk images are read as zeros, because native code cannot be loaded: {}", e.toString());
            return false;
        }
    }

    /** {@code key}: the file's, as {@link ImageStat} has it; another file that has taken the name is not looked at. */
    static Extents of(Path image, String key, long size) {
        if (!AVAILABLE || size == 0) {
            return Extents.whole(size);
        }
        try {
            int file = LibC.open(image.toString(), READ_ONLY | CLOSE_ON_EXEC);
            try {
                return key.equals(keyOf(file)) ? ranges(file, size) : Extents.whole(size);
            } finally {
                LibC.close(file);
            }
        } catch (LastErrorException | IOException e) {
            log.debug("The holes of {} cannot be found: {}", image, e.toString());
            return Extents.whole(size);
        }
    }

    private static String keyOf(int file) throws IOException {
        Path open = Path.of("/proc/self/fd/" + file);
        return String.valueOf(
                Files.readAttributes(open, BasicFileAttributes.class).fileKey());
    }

    private static Extents ranges(int file, long size) {
        Extents.Builder found = Extents.builder();
        long at = 0;
        for (int count = 0; at < size; count++) {
            long data = nextData(file, at, size);
            if (count == MOST) {
                return found.add(data, size - data).build();
            }
            if (data == size) {
                break;
            }
            long hole = Math.min(size, LibC.lseek(file, data, SEEK_HOLE));
            found.add(data, hole - data);
            at = hole;
        }
        return found.build();
    }

    private static long nextData(int file, long from, long size) {
        try {
            return Math.min(size, LibC.lseek(file, from, SEEK_DATA));
        } catch (LastErrorException e) {
            if (e.getErrorCode() == NO_SUCH_ADDRESS) {
                return size; // nothing but a hole to the end
            }
            throw e;
        }
    }

    /** Of the C library, called without a detour. */
    private static final class LibC {
        private LibC() {}

        static void register() {
            Native.register(LibC.class, Platform.C_LIBRARY_NAME);
        }

        static native int open(String path, int flags) throws LastErrorException;

        static native long lseek(int file, long offset, int whence) throws LastErrorException;

        static native int close(int file) throws LastErrorException;
    }
}
