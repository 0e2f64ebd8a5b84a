/** The HTTP face of Holdfast: wires the rooms below. */
@NullMarked
package io.holdfast.gateway;

import org.jspecify.annotations.NullMarked;
