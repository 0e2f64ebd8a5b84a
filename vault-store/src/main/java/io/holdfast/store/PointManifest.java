package io.holdfast.store;

import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** A recovery point, whole: with this and the packs a machine can be restored without any database. */
public record PointManifest(UUID pointId, UUID itemId, List<DiskImage> disks, ByteCounts bytes, PointDetails details) {
    public PointManifest {
        Objects.requireNonNull(pointId, "pointId");
        Objects.requireNonNull(itemId, "itemId");
        Objects.requireNonNull(bytes, "bytes");
        Objects.requireNonNull(details, "details");
        disks = List.copyOf(disks);
    }

    /** The disk of that name, or {@code NotFound}. */
    public DiskImage disk(String name) {
        return disks.stream()
                .filter(disk -> disk.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new StoreException.NotFound("disk " + name + " in recovery point " + pointId));
    }
}
