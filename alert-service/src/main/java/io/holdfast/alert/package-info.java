/** What is wrong, and who is told. */
@NullMarked
package io.holdfast.alert;

import org.jspecify.annotations.NullMarked;
