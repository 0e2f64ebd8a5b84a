package io.holdfast.store;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A small vault for tests, with what they all do. */
final class TestVault implements AutoCloseable {
    static final MasterKey KEY = MasterKey.of(new byte[32]);
    static final UUID ID = UUID.fromString("01980000-0000-7000-8000-000000000001");
    static final UUID ITEM = UUID.fromString("01980000-0000-7000-8000-00000000000a");

    final Backend backend;
    final VaultStore store;

    private TestVault(Backend backend, VaultStore store) {
        this.backend = backend;
        this.store = store;
    }

    static TestVault create(Backend backend) {
        return create(backend, true);
    }

    static TestVault create(Backend backend, boolean encrypted) {
        VaultSettings settings = new VaultSettings(ID, TestDisk.CHUNK, encrypted);
        return new TestVault(backend, VaultStore.create(backend, settings, encrypted ? KEY : null));
    }

    static TestVault open(Backend backend) {
        return new TestVault(backend, VaultStore.open(backend, KEY));
    }

    static PointDetails details() {
        return new PointDetails(
                "machine-1",
                "web",
                "<domain/>",
                Instant.parse("2026-01-02T03:04:05Z"),
                "crash",
                null,
                "first",
                new UUID(7, 8),
                42,
                "0.1.0");
    }

    PointManifest backUp(TestDisk disk) throws InterruptedException {
        return backUp(ITEM, disk, null, null);
    }

    PointManifest backUp(UUID item, TestDisk disk, @Nullable PointManifest base, @Nullable TestDisk baseDisk)
            throws InterruptedException {
        try (PointWriter writer = store.newPoint(item)) {
            DiskWriter out = writer.disk("vda", disk.bytes.length, base == null ? null : base.disk("vda"));
            if (baseDisk == null) {
                disk.writeAll(out);
            } else {
                disk.writeChanges(out, baseDisk);
            }
            out.finish();
            return writer.commitManifest(details());
        }
    }

    PointReader open(PointManifest point) {
        return store.openPoint(point.itemId(), point.pointId());
    }

    byte[] restore(PointManifest point) throws InterruptedException {
        return TestDisk.restore(open(point), "vda");
    }

    @Override
    public void close() {
        store.close();
    }
}
