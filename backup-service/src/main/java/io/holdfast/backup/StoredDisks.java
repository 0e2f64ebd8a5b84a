package io.holdfast.backup;

import io.holdfast.fabric.RestoreDisk;
import io.holdfast.store.PointReader;
import java.util.List;

/** The disks of a point, and how much of each is not holes. Bytes. */
record StoredDisks(List<RestoreDisk> disks) {
    /** Walks the block maps, which costs a thousandth of reading the data. */
    static StoredDisks of(PointReader point) {
        return new StoredDisks(point.disks().stream()
                .map(disk -> new RestoreDisk(disk.name(), disk.size(), point.storedBytes(disk.name())))
                .toList());
    }

    long sizeBytes() {
        return disks.stream().mapToLong(RestoreDisk::sizeBytes).sum();
    }

    long dataBytes() {
        return disks.stream().mapToLong(RestoreDisk::dataBytes).sum();
    }
}
