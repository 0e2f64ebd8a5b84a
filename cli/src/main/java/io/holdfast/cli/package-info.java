/** The holdfast command: a client of the HTTP API. */
@NullMarked
package io.holdfast.cli;

import org.jspecify.annotations.NullMarked;
