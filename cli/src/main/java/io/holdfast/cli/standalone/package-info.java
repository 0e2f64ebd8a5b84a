/** Every service in one JVM over an embedded PostgreSQL. */
@NullMarked
package io.holdfast.cli.standalone;

import org.jspecify.annotations.NullMarked;
