package io.holdfast.cli.rescue;

import io.holdfast.cli.CliException;
import io.holdfast.cli.ExitCode;
import io.holdfast.store.Backend;
import io.holdfast.store.MasterKey;
import io.holdfast.store.PointListing;
import io.holdfast.store.PointManifest;
import io.holdfast.store.StoreException;
import io.holdfast.store.VaultStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A vault's folder or bucket, read without any server or database: with the master key it tells and gives all there is. Writes nothing into it. */
public final class RescueVault implements AutoCloseable {
    private static final int SHORTEST_PREFIX = 4;

    private final Backend backend;
    private final VaultStore store;
    private final PointListing listing;

    private RescueVault(Backend backend, VaultStore store) {
        this.backend = backend;
        this.store = store;
        this.listing = store.points();
    }

    /** {@code store}: a folder or {@code s3://BUCKET/FOLDER}; {@code key}: the master key's file, not needed for a vault that is not encrypted. */
    public static RescueVault open(String store, @Nullable Path key, StorePlaces places) {
        if (!StorePlaces.isBucket(store) && !isVault(Path.of(store))) {
            throw new CliException(ExitCode.NOT_FOUND, store + " holds no vault" + vaultsBelow(Path.of(store)));
        }
        var masterKey = key == null ? null : MasterKey.fromFile(key);
        var backend = places.open(store);
        try {
            return new RescueVault(backend, VaultStore.open(backend, masterKey));
        } catch (StoreException e) {
            backend.close();
            throw e;
        }
    }

    private static boolean isVault(Path folder) {
        return Files.exists(folder.resolve("vault.json"));
    }

    private static String vaultsBelow(Path folder) {
        try (var children = Files.list(folder)) {
            var vaults = children.filter(RescueVault::isVault)
                    .map(vault -> "\n  " + vault)
                    .sorted()
                    .collect(Collectors.joining());
            return vaults.isEmpty() ? "" : "; these below it are some:" + vaults;
        } catch (IOException e) {
            return ": " + e;
        }
    }

    /** All points that can be read, oldest first. */
    public List<PointManifest> points() {
        return listing.points();
    }

    /** What is wrong with the points that can't be read. */
    public List<StoreException> unreadable() {
        return listing.unreadable();
    }

    /** A point by its id, by the beginning of its id, or the newest of a machine by the machine's name or the item's id. */
    public PointManifest point(String reference) {
        var wanted = reference.toLowerCase(Locale.ROOT);
        var byId = points().stream()
                .filter(point -> wanted.length() >= SHORTEST_PREFIX
                        && point.pointId().toString().startsWith(wanted))
                .toList();
        if (byId.size() == 1) {
            return byId.get(0);
        }
        if (byId.size() > 1) {
            throw ambiguous(reference, byId);
        }
        var ofMachine = points().stream()
                .filter(point -> point.details().machineName().equals(reference)
                        || point.itemId().toString().equals(wanted))
                .toList();
        if (ofMachine.stream().map(PointManifest::itemId).distinct().count() > 1) {
            throw ambiguous(reference, newestOfEach(ofMachine));
        }
        return ofMachine.stream()
                .max(Comparator.comparing(point -> point.details().time()))
                .orElseThrow(() -> new CliException(
                        ExitCode.NOT_FOUND,
                        "No recovery point here is called " + reference + ": see holdfast rescue list"));
    }

    private static List<PointManifest> newestOfEach(List<PointManifest> points) {
        return List.copyOf(points.stream()
                .collect(Collectors.toMap(PointManifest::itemId, point -> point, (older, newer) -> newer))
                .values());
    }

    private static CliException ambiguous(String reference, List<PointManifest> candidates) {
        return new CliException(
                ExitCode.NOT_FOUND,
                candidates.stream()
                        .map(point -> "  " + point.pointId() + "  "
                                + point.details().machineName() + " of "
                                + point.details().time())
                        .collect(Collectors.joining(
                                "\n", reference + " stands for more than one recovery point:\n", "")));
    }

    /**
     * Reads every byte of a point: all chunks are there, are authentic, and have the content they are named by. {@code Damaged} otherwise. Returns
     * the bytes read.
     */
    public long verify(PointManifest point) throws InterruptedException {
        var reader = store.openPoint(point.itemId(), point.pointId());
        long bytes = 0;
        for (var disk : reader.disks()) {
            bytes += reader.restore(disk.name(), (offset, chunk) -> {});
        }
        return bytes;
    }

    /** Writes a point's disks as sparse raw images {@code DISK.raw}, and its machine's configuration beside them. A folder that holds one of them is refused before. */
    public List<Path> restore(PointManifest point, Path folder) throws InterruptedException {
        var reader = store.openPoint(point.itemId(), point.pointId());
        try {
            Files.createDirectories(folder);
            var images = RawImage.all(folder, point.disks());
            for (var image : images) {
                image.fill(reader);
            }
            var configuration = point.details().machineConfiguration();
            if (configuration != null) {
                Files.writeString(folder.resolve("machine-configuration"), configuration);
            }
            return images.stream().map(RawImage::file).toList();
        } catch (IOException e) {
            throw new CliException(ExitCode.FAILED, "Cannot write to " + folder + ": " + e);
        }
    }

    @Override
    public void close() {
        store.close();
        backend.close();
    }
}
