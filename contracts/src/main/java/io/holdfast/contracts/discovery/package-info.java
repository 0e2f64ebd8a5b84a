/** Subscriptions and the inventory of machines. */
@NullMarked
package io.holdfast.contracts.discovery;

import org.jspecify.annotations.NullMarked;
