/** {@code ./holdfast bench store}: backups and restores, beside restic and Borg. */
@NullMarked
package io.holdfast.benchmarks.store;

import org.jspecify.annotations.NullMarked;
