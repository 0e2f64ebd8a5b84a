package io.holdfast.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import java.util.UUID;

/** Machines as folders of raw disk images. */
final class Images {
    private Images() {}

    /** A machine that is off, with one sparse image {@code NAME.raw} of each size. Returns its id. */
    static UUID machine(Path root, String cloudService, String name, long... diskSizes) {
        UUID id = UUID.randomUUID();
        StringBuilder yaml = new StringBuilder("id: " + id + "\nname: " + name + "\npowerState: \"Off\"\ndisks:\n");
        Path folder = root.resolve(cloudService).resolve(name);
        try {
            Files.createDirectories(folder);
            for (int i = 0; i < diskSizes.length; i++) {
                String disk = disk(i);
                yaml.append("  - name: " + disk + "\n    file: " + disk + ".raw\n");
                try (FileChannel channel = open(folder.resolve(disk + ".raw"))) {
                    if (diskSizes[i] > 0) {
                        channel.write(ByteBuffer.allocate(1), diskSizes[i] - 1);
                    }
                }
            }
            Files.writeString(folder.resolve("machine.yaml"), yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return id;
    }

    static String disk(int index) {
        return "disk" + index;
    }

    /** Writes bytes that don't compress. */
    static void fill(Path image, long offset, int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        try (FileChannel channel = open(image)) {
            channel.write(ByteBuffer.wrap(bytes), offset);
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

    private static FileChannel open(Path image) throws IOException {
        return FileChannel.open(image, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }
}
