package io.holdfast.registration;

import io.holdfast.contracts.ErrorKind;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.platform.JobRun;
import io.holdfast.platform.JobStopped;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/** Repeats what a job asks of a service that is away, so that a restart there fails no job here. */
final class Patience {
    private static final long PAUSE_MILLIS = 1_000;
    private static final int TRIES = 30;

    private final Vertx vertx;

    Patience(Vertx vertx) {
        this.vertx = vertx;
    }

    /** For calls that may be repeated. Fails with {@link JobStopped} when the job is to stop while it waits. */
    <T> Future<T> with(JobRun run, Supplier<Future<T>> call) {
        return with(run, call, 1);
    }

    private <T> Future<T> with(JobRun run, Supplier<Future<T>> call, int attempt) {
        return call.get().recover(failure -> {
            if (attempt == TRIES || !isAway(failure)) {
                return Future.failedFuture(failure);
            }
            return vertx.timer(PAUSE_MILLIS)
                    .compose(waited ->
                            run.stopRequested() ? Future.failedFuture(new JobStopped()) : with(run, call, attempt + 1));
        });
    }

    private static boolean isAway(Throwable failure) {
        return failure instanceof HoldfastException known && known.code().kind() == ErrorKind.Unavailable;
    }
}
