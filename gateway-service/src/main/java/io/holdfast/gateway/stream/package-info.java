/** Live streams: one feed of the event log per gateway, many readers. */
@NullMarked
package io.holdfast.gateway.stream;

import org.jspecify.annotations.NullMarked;
