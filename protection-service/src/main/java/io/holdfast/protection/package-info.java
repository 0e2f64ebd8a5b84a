/**
 * Vaults, policies, protected items and recovery points.
 */
@NullMarked
package io.holdfast.protection;

import org.jspecify.annotations.NullMarked;
