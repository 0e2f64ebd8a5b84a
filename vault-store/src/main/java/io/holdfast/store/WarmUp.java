package io.holdfast.store;

import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Makes the JVM compile what every chunk goes through, both ways, before the first one comes. JDK 17 encrypts large messages at 60 to 80 MB/s until then, 2,700 MB/s after, and
 * hashes at half its speed. Chunks are small here, so that little time goes into code that is not compiled yet; about a second in the background.
 */
final class WarmUp {
    private static final int CHUNKS = 3000;
    private static final int LENGTH = 32 << 10;
    private static final AtomicBoolean STARTED = new AtomicBoolean();

    private WarmUp() {}

    static void once() {
        if (STARTED.compareAndSet(false, true)) {
            Thread thread = new Thread(WarmUp::run, "vault-store-warm-up");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private static void run() {
        VaultKeys keys = VaultKeys.encrypted(new byte[32], new UUID(0, 0)); // protects nothing
        FileSeal seal = keys.seal(FileHeader.Kind.DataPack, new byte[Crypto.SALT]);
        Random random = new Random(1);
        byte[] plain = new byte[LENGTH];
        random.nextBytes(plain);
        Arrays.fill(plain, LENGTH / 2, LENGTH, (byte) 0); // compresses to a half
        byte[] opened = new byte[LENGTH];
        try (ChunkCoder coder = new ChunkCoder(keys, LENGTH)) {
            for (int ordinal = 0; ordinal < CHUNKS; ordinal++) {
                plain[random.nextInt(LENGTH)] = (byte) random.nextInt();
                ChunkId id = coder.id(plain, LENGTH);
                ChunkCoder.Body body = coder.compress(plain, LENGTH);
                int stored = coder.seal(seal, ordinal, id, body);
                Location at = new Location(0, ordinal, 0, stored, body.codec());
                coder.decode(seal, at, id, coder.sealed().clone(), 0, opened, "warm-up");
            }
        }
    }
}
