/** Subscriptions, the inventory of machines, and which vault each machine belongs to. */
@NullMarked
package io.holdfast.discovery;

import org.jspecify.annotations.NullMarked;
