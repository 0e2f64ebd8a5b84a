/** Recovery points without a server: from a vault's folder and its master key alone. */
@NullMarked
package io.holdfast.cli.rescue;

import org.jspecify.annotations.NullMarked;
