package io.holdfast.store;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All packs that this process has heard of, by number and by name. */
final class PackTable {
    private final VaultKeys keys;
    private final Map<String, Pack> byName = new HashMap<>();
    private volatile Pack[] byNumber = new Pack[64];
    private int count;

    PackTable(VaultKeys keys) {
        this.keys = keys;
    }

    Pack get(int number) {
        return byNumber[number];
    }

    /** A new pack to be written. */
    synchronized Pack create(FileHeader header) {
        return append(header);
    }

    synchronized void named(Pack pack, String name) {
        byName.put(name, pack);
    }

    /** The pack that an index segment names. */
    synchronized Pack indexed(String name, FileHeader header) {
        Pack pack = byName.get(name);
        if (pack == null) {
            pack = append(header);
            byName.put(name, pack);
        }
        pack.setIndexed(name);
        return pack;
    }

    synchronized void suspect(String name) {
        Pack pack = byName.get(name);
        if (pack != null) {
            pack.suspect();
        }
    }

    synchronized boolean isSuspect(String name) {
        Pack pack = byName.get(name);
        return pack != null && pack.isSuspect();
    }

    synchronized boolean isIndexed(String name) {
        Pack pack = byName.get(name);
        return pack != null && pack.isIndexed();
    }

    /** A pack that was found, and that no segment names. It is not known by its name: a segment may name it yet. */
    synchronized Pack unnamed(String name, FileHeader header) {
        Pack pack = append(header);
        pack.setDurable(name);
        return pack;
    }

    synchronized List<Pack> allIndexed() {
        return byName.values().stream().filter(Pack::isIndexed).toList();
    }

    private Pack append(FileHeader header) {
        Pack[] packs = byNumber;
        if (count == packs.length) {
            packs = Arrays.copyOf(packs, 2 * count);
        }
        Pack pack = new Pack(count, header, keys.seal(header.kind(), header.salt()));
        packs[count++] = pack;
        byNumber = packs; // publishes the element too
        return pack;
    }
}
