/**
 * alert-service: what is wrong, and who is told.
 */
@NullMarked
package io.holdfast.contracts.alert;

import org.jspecify.annotations.NullMarked;
