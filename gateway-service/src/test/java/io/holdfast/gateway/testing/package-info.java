/** For tests of this module and of those that talk to a gateway. */
@NullMarked
package io.holdfast.gateway.testing;

import org.jspecify.annotations.NullMarked;
