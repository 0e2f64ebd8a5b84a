package io.holdfast.platform;

import io.vertx.core.Future;
import java.util.Map;

/**
 * What a worker does with the jobs it leased. Called on an event loop: work that blocks goes to a worker pool.
 */
@FunctionalInterface
public interface JobHandler {

    /**
     * The map becomes the job's result: {@code Completed}, or {@code CompletedWithWarnings} after {@link JobRun#warn}. Failing with a
     * {@link io.holdfast.contracts.HoldfastException} makes it {@code Failed} with that code, with {@link JobStopped} {@code Cancelled}
     * (or nothing when the lease is gone), with anything else {@code Failed} with {@code Internal}. May run again after a crash, and at
     * worst beside a run that doesn't know yet that its lease is lost: what must happen once is fenced by the lease's token.
     */
    Future<Map<String, Object>> run(JobRun run);
}
