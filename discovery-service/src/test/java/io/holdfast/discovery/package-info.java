@NullMarked
package io.holdfast.discovery;

import org.jspecify.annotations.NullMarked;
