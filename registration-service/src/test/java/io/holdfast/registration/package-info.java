@NullMarked
package io.holdfast.registration;

import org.jspecify.annotations.NullMarked;
