package io.holdfast.store;

import java.util.Set;

/**
 * A pack that is not what was written.
 *
 * @param what   for people
 * @param chunks pages and chunks that cannot be read right from it, nor from another pack
 */
public record DamagedPack(String name, String what, Set<ChunkId> chunks) {}
