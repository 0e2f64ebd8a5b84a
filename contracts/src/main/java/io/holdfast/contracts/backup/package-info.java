/** What the data mover is asked to do. */
@NullMarked
package io.holdfast.contracts.backup;

import org.jspecify.annotations.NullMarked;
