package io.holdfast.store;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What became of a point's bytes.
 *
 * @param read given to the writer
 * @param fresh of those read, in chunks that the vault did not have; as {@code new} in JSON
 * @param stored added to the vault: compressed chunks, data and block map
 * @param deduplicated of those read, in chunks that the vault had
 * @param holes said to be holes, or read and found to be zeros
 * @param unchanged said to be as in the base
 */
public record ByteCounts(
        long read, @JsonProperty("new") long fresh, long stored, long deduplicated, long holes, long unchanged) {}
