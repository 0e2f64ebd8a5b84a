/**
 * The vault store: recovery points as deduplicated, encrypted, self-describing objects. Start at {@link
 * io.holdfast.store.VaultStore}; the bytes are described in FORMAT.md.
 */
@NullMarked
package io.holdfast.store;

import org.jspecify.annotations.NullMarked;
