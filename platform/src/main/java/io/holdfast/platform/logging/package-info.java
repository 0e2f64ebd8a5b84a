/** What {@code logback.xml} refers to. */
@NullMarked
package io.holdfast.platform.logging;

import org.jspecify.annotations.NullMarked;
