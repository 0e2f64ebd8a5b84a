@NullMarked
package io.holdfast.job;

import org.jspecify.annotations.NullMarked;
