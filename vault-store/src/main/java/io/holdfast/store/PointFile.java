package io.holdfast.store;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/** A manifest as an object: header, then one sealed record of compressed JSON that is bound to its key. */
final class PointFile {
    private static final int LARGEST_JSON = 64 << 20;
    private static final int LARGEST = 32 << 20;

    private final Backend backend;
    private final VaultKeys keys;

    PointFile(Backend backend, VaultKeys keys) {
        this.backend = backend;
        this.keys = keys;
    }

    /** Durable when it returns. */
    void write(PointManifest manifest) {
        String key = Keys.point(manifest.itemId(), manifest.pointId());
        FileHeader header = FileHeader.fresh(FileHeader.Kind.Point, keys.encrypted());
        byte[] sealed = keys.seal(header.kind(), header.salt())
                .sealRecord(0, context(header, key), Zstd.compress(Json.write(manifest)));
        byte[] file = Arrays.copyOf(header.toBytes(), FileHeader.LENGTH + sealed.length);
        System.arraycopy(sealed, 0, file, FileHeader.LENGTH, sealed.length);
        if (file.length > LARGEST) {
            throw new IllegalArgumentException("the machine's configuration is too large for a manifest");
        }
        if (!backend.put(key, file)) {
            throw new IllegalStateException(key + " exists already");
        }
    }

    PointManifest read(UUID item, UUID point) {
        String key = Keys.point(item, point);
        byte[] file = backend.readAll(key, LARGEST);
        FileHeader header = FileHeader.parse(file, key);
        byte[] sealed = Arrays.copyOfRange(file, FileHeader.LENGTH, file.length);
        byte[] compressed =
                keys.seal(header, FileHeader.Kind.Point, key).openRecord(0, context(header, key), sealed, key);
        PointManifest manifest = Json.read(decompress(compressed, key), PointManifest.class, key);
        if (!manifest.itemId().equals(item) || !manifest.pointId().equals(point)) {
            throw new StoreException.Damaged(key, "it is the manifest of another point");
        }
        return manifest;
    }

    private static byte[] context(FileHeader header, String key) {
        byte[] name = key.getBytes(StandardCharsets.US_ASCII);
        byte[] context = Arrays.copyOf(header.toBytes(), FileHeader.LENGTH + name.length);
        System.arraycopy(name, 0, context, FileHeader.LENGTH, name.length);
        return context;
    }

    private static byte[] decompress(byte[] compressed, String key) {
        long length = Zstd.getFrameContentSize(compressed);
        if (length <= 0 || length > LARGEST_JSON) {
            throw new StoreException.Damaged(key, "it cannot be decompressed");
        }
        try {
            byte[] plain = Zstd.decompress(compressed, (int) length);
            if (plain.length == length) {
                return plain;
            }
        } catch (ZstdException e) {
            throw new StoreException.Damaged(key, "it cannot be decompressed", e);
        }
        throw new StoreException.Damaged(key, "it cannot be decompressed");
    }
}
