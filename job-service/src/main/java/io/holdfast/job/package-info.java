/** The job tracker: durable queue, leases, event log. */
@NullMarked
package io.holdfast.job;

import org.jspecify.annotations.NullMarked;
