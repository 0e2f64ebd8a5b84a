package io.holdfast.platform;

import io.holdfast.contracts.Failure;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.job.JobError;
import io.holdfast.contracts.job.JobStatus;
import io.vertx.core.AsyncResult;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a handler's end means for its job.
 */
record JobOutcome(JobStatus status, @Nullable JobError error, Map<String, Object> result) {

    static JobOutcome of(ActiveJob job, AsyncResult<Map<String, Object>> handled) {
        if (handled.succeeded()) {
            Map<String, Object> result = handled.result() == null ? Map.of() : handled.result();
            return new JobOutcome(
                    job.hasWarnings() ? JobStatus.CompletedWithWarnings : JobStatus.Completed, null, result);
        }
        if (handled.cause() instanceof JobStopped && job.cancelRequested()) {
            return new JobOutcome(JobStatus.Cancelled, null, Map.of());
        }
        return new JobOutcome(JobStatus.Failed, error(handled.cause()), Map.of());
    }

    private static JobError error(Throwable t) {
        Failure failure = Failures.of(t);
        Throwable inner = t.getCause();
        String because =
                inner instanceof HoldfastException deeper ? deeper.failure().message() : null;
        return new JobError(failure.code().name(), failure.message(), because, failure.recommendations());
    }
}
