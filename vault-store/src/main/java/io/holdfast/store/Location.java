package io.holdfast.store;

/** Where a chunk lies. {@code pack} is the pack's number in this process, {@code stored} its length in the pack. */
record Location(int pack, int ordinal, int offset, int stored, Codec codec) {}
