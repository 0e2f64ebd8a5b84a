package io.holdfast.store;

/**
 * What a prune did and left, in bytes of the store.
 *
 * @param deletedPacks packs that are gone
 * @param freedBytes   what they took
 * @param copiedBytes  of mostly dead packs that go, what is still needed and was stored anew
 * @param waitingPacks condemned packs that a later prune decides about, because backups were running
 * @param waitingBytes what they take
 * @param storedBytes  all packs that are there now, those that wait among them
 * @param liveBytes    of these, what points need
 * @param lostChunks   pages and chunks that points need and no pack holds: those points are damaged
 */
public record PruneReport(
        int deletedPacks,
        long freedBytes,
        long copiedBytes,
        int waitingPacks,
        long waitingBytes,
        long storedBytes,
        long liveBytes,
        long lostChunks) {}
