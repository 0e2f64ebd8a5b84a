/** A fleet made up from a seed, for trials and load: thousands of machines whose bytes are computed, not kept. */
@NullMarked
package io.holdfast.fabric.simulated;

import org.jspecify.annotations.NullMarked;
