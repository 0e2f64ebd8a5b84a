package io.holdfast.backup;

import io.holdfast.contracts.job.Operation;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one run of a job may leave behind outside the database.
 *
 * @param machine      the machine read from or restored over, when its fabric may hold something of this run
 * @param subscription whose fabric that is
 * @param point        the manifest that this run writes
 */
record Work(
        UUID job,
        long token,
        String mover,
        Operation operation,
        String vault,
        UUID item,
        @Nullable UUID machine,
        @Nullable String subscription,
        @Nullable UUID point) {}
