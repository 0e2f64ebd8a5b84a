/** Machines tied to a vault. */
@NullMarked
package io.holdfast.contracts.registration;

import org.jspecify.annotations.NullMarked;
