package io.holdfast.cli.endtoend;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** A directory subscription's tree: folders {@code cloud-service/machine/} of machine.yaml and raw images. */
record Machines(Path root) {
    static final int MIB = 1 << 20;

    Path folder(String location) {
        return root.resolve(location);
    }

    /** A machine that is off, with one disk {@code root} of {@code sizeMib}: random but for a hole in its second half. */
    Path machine(String location, int sizeMib) {
        return machine(location, sizeMib, "powerState: \"Off\"\n");
    }

    /** {@code yaml}: more lines of its manifest. */
    Path machine(String location, int sizeMib, String yaml) {
        manifest(location, yaml + "disks:\n  - name: root\n    file: root.raw\n");
        Path image = folder(location).resolve("root.raw");
        resize(image, (long) sizeMib * MIB);
        for (int i = 0; i < Math.max(1, sizeMib / 2); i++) {
            write(image, (long) i * MIB, MIB, location.hashCode() * 31L + i);
        }
        return image;
    }

    void manifest(String location, String yaml) {
        try {
            Files.createDirectories(folder(location));
            Files.writeString(folder(location).resolve("machine.yaml"), yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bytes that do not compress. */
    static void write(Path image, long offset, int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        try (RandomAccessFile out = new RandomAccessFile(image.toFile(), "rw")) {
            out.seek(offset);
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void resize(Path image, long size) {
        try (RandomAccessFile out = new RandomAccessFile(image.toFile(), "rw")) {
            out.setLength(size);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String sha256(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What runs leave while they work, and must not when they have ended. */
    static List<Path> leftovers(Path folder) {
        try (Stream<Path> all = Files.exists(folder) ? Files.walk(folder) : Stream.empty()) {
            return all.filter(path -> path.getFileName().toString().startsWith(".holdfast")
                            || path.getFileName().toString().endsWith(".tmp"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
