/** The mover against real disk images and a real database; the services it calls are in memory. */
@NullMarked
package io.holdfast.backup;

import org.jspecify.annotations.NullMarked;
