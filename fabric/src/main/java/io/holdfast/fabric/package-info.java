/** The port to hypervisors. Blocking plain Java: callers bring the threads. */
@NullMarked
package io.holdfast.fabric;

import org.jspecify.annotations.NullMarked;
