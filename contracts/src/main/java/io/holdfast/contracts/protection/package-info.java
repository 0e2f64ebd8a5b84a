/** Vaults, policies, protected items, recovery points. */
@NullMarked
package io.holdfast.contracts.protection;

import org.jspecify.annotations.NullMarked;
