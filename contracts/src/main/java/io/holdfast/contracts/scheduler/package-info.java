/** When policies run. */
@NullMarked
package io.holdfast.contracts.scheduler;

import org.jspecify.annotations.NullMarked;
