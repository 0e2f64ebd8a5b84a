package io.holdfast.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The secret that opens vaults: 32 bytes, kept in a file outside them. Whoever loses it loses every vault made with it. */
public final class MasterKey {
    private static final Logger LOG = LoggerFactory.getLogger(MasterKey.class);
    private static final int LENGTH = 32;
    private static final int LONGEST_FILE = 1024;

    private final byte[] bytes;

    private MasterKey(byte[] bytes) {
        this.bytes = bytes;
    }

    public static MasterKey of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new StoreException.WrongKey("a master key has 32 bytes, not " + bytes.length);
        }
        return new MasterKey(bytes.clone());
    }

    public static MasterKey generate() {
        byte[] bytes = new byte[LENGTH];
        new SecureRandom().nextBytes(bytes);
        return new MasterKey(bytes);
    }

    /** The file holds 32 bytes as 64 hex digits or as Base64; white space does not matter, so that a key can be typed from paper. */
    public static MasterKey fromFile(Path file) {
        try {
            if (Files.size(file) > LONGEST_FILE) {
                throw new StoreException.WrongKey(file + " is too long to be a master key");
            }
            String text = Files.readString(file, StandardCharsets.ISO_8859_1).replaceAll("\\s", "");
            return of(
                    text.length() == 2 * LENGTH
                            ? HexFormat.of().parseHex(text)
                            : Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            throw new StoreException.WrongKey(file + " holds neither hex digits nor Base64");
        } catch (IOException e) {
            throw FileErrors.map(e, file.toString());
        }
    }

    /** A new key in a new file that only its owner may read, durable when it returns: nothing is ever sealed with a key that a power cut takes away. A file that is there already is left alone: {@code Io}. */
    public static MasterKey createFile(Path file) {
        MasterKey key = generate();
        Path folder = DurableFiles.parent(file.toAbsolutePath());
        Path temporary = folder.resolve(file.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            DurableFiles.createFolder(folder);
            writeForOwner(temporary, Base64.getEncoder().encodeToString(key.bytes) + "\n");
            if (!DurableFiles.appear(temporary, file, folder.resolve(file.getFileName() + ".lock"))) {
                throw new StoreException.Io(file + " exists already; a key is never overwritten", null);
            }
            DurableFiles.sync(folder);
            return key;
        } catch (IOException e) {
            throw FileErrors.map(e, file.toString());
        } finally {
            delete(temporary);
        }
    }

    private static void writeForOwner(Path file, String text) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(file);
        }
        Files.writeString(file, text, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
    }

    private static void delete(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            LOG.warn("a copy of a master key is left in {}: remove it", temporary, e);
        }
    }

    byte[] bytes() {
        return bytes;
    }

    /** For paper, and for nothing else: four lines of hex digits, which {@link #fromFile} understands. */
    public String toPaper() {
        return HexFormat.of().formatHex(bytes).replaceAll("(.{4})(.{4})(.{4})(.{4})", "$1 $2 $3 $4\n");
    }

    @Override
    public String toString() {
        return "MasterKey[secret]";
    }
}
