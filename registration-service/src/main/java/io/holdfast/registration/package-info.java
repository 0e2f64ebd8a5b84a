/** Machines tied to vaults: registered items. */
@NullMarked
package io.holdfast.registration;

import org.jspecify.annotations.NullMarked;
