/** One small handler per operation: parse, one bus call, render. */
@NullMarked
package io.holdfast.gateway.api;

import org.jspecify.annotations.NullMarked;
