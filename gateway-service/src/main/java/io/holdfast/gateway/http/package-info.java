/** Contract, routing, validation, problems: what every operation goes through. */
@NullMarked
package io.holdfast.gateway.http;

import org.jspecify.annotations.NullMarked;
