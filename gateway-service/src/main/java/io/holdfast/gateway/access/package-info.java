/** Who is calling: tokens, sessions, tickets, idempotency keys. */
@NullMarked
package io.holdfast.gateway.access;

import org.jspecify.annotations.NullMarked;
