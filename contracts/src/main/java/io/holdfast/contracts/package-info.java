/** What crosses the bus and the HTTP API: records, enums, endpoints, error codes. The records are the API's resources. */
@NullMarked
package io.holdfast.contracts;

import org.jspecify.annotations.NullMarked;
