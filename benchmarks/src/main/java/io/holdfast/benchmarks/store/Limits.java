package io.holdfast.benchmarks.store;

import com.github.luben.zstd.ZstdCompressCtx;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What this machine could do at best: the rates of the primitives on chunks of a real image, of one core while all are busy. MB/s.
 *
 * @param read out of the page cache
 * @param id   HMAC-SHA-256 of a chunk
 * @param zstd level 1
 * @param seal AES-256-GCM
 * @param hash SHA-256
 */
record Limits(double read, double id, double zstd, double seal, double hash) {
    private static final int CHUNK = 256 << 10;
    private static final int CHUNKS = 400;
    private static final int ROUNDS = 3;
    private static final double MB = 1e6;

    private interface Stage {
        void run(byte[] chunk) throws GeneralSecurityException;
    }

    static Limits measure(Path image) throws Exception {
        List<byte[]> chunks = chunks(image);
        double read = perCore(() -> {
            try (FileChannel file = FileChannel.open(image)) {
                ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
                for (long at = 0; at < (long) CHUNKS * CHUNK; at += buffer.capacity()) {
                    file.read(buffer.clear(), at);
                }
            }
            return null;
        });
        return new Limits(
                read,
                rate(chunks, Limits::identifying),
                rate(chunks, Limits::compressing),
                rate(chunks, Limits::sealing),
                rate(chunks, Limits::hashing));
    }

    /** Seconds that so many bytes need at least: read and identified, of these compressed, of these stored. */
    double seconds(long bytes, long fresh, long stored) {
        int cores = Runtime.getRuntime().availableProcessors();
        return (bytes / read + bytes / id + fresh / zstd + stored / seal + stored / hash) / MB / cores;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "of each core, all busy, MB/s: read %.0f, HMAC-SHA-256 %.0f, zstd-1 %.0f, AES-256-GCM %.0f, SHA-256 %.0f",
                read,
                id,
                zstd,
                seal,
                hash);
    }

    private static Stage identifying() throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(new byte[32], "HmacSHA256"));
        return mac::doFinal;
    }

    private static Stage hashing() throws GeneralSecurityException {
        MessageDigest hash = MessageDigest.getInstance("SHA-256");
        return hash::digest;
    }

    private static Stage compressing() {
        ZstdCompressCtx compressor = new ZstdCompressCtx();
        compressor.setLevel(1);
        byte[] out = new byte[2 * CHUNK];
        return chunk -> compressor.compressByteArray(out, 0, out.length, chunk, 0, chunk.length);
    }

    private static Stage sealing() throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        SecretKeySpec key = new SecretKeySpec(new byte[32], "AES");
        byte[] out = new byte[CHUNK + 16];
        int[] number = new int[1];
        return chunk -> {
            byte[] nonce = ByteBuffer.allocate(12).putInt(++number[0]).array();
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, nonce));
            cipher.doFinal(chunk, 0, chunk.length, out, 0);
        };
    }

    /** The second time, when everything is compiled. */
    private static double rate(List<byte[]> chunks, Callable<Stage> stage) throws Exception {
        return perCore(() -> {
            Stage mine = stage.call();
            for (byte[] chunk : chunks) {
                mine.run(chunk);
            }
            return null;
        });
    }

    private static double perCore(Callable<Void> pass) throws Exception {
        int cores = Runtime.getRuntime().availableProcessors();
        ExecutorService threads = Executors.newFixedThreadPool(cores);
        try {
            double best = 0;
            for (int round = 0; round < ROUNDS; round++) {
                long began = System.nanoTime();
                List<Future<Void>> passes = new ArrayList<>();
                for (int core = 0; core < cores; core++) {
                    passes.add(threads.submit(pass));
                }
                for (Future<Void> one : passes) {
                    one.get();
                }
                best = Math.max(best, CHUNKS * (double) CHUNK / MB / ((System.nanoTime() - began) / 1e9));
            }
            return best;
        } finally {
            threads.shutdown();
        }
    }

    private static List<byte[]> chunks(Path image) throws IOException {
        List<byte[]> chunks = new ArrayList<>();
        byte[] zeros = new byte[CHUNK];
        try (FileChannel file = FileChannel.open(image)) {
            long step = Math.max(CHUNK, file.size() / (4L * CHUNKS) / CHUNK * CHUNK);
            for (long at = 0; at + CHUNK <= file.size() && chunks.size() < CHUNKS; at += step) {
                byte[] chunk = new byte[CHUNK];
                file.read(ByteBuffer.wrap(chunk), at);
                if (!Arrays.equals(chunk, zeros)) {
                    chunks.add(chunk);
                }
            }
        }
        while (chunks.size() < CHUNKS) {
            chunks.add(chunks.get(chunks.size() / 2));
        }
        return chunks;
    }
}
