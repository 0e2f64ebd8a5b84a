package io.holdfast.platform;

import io.holdfast.contracts.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;

/**
 * Runs a handler again while what it asks for is away, another service or the database, so that a restart there fails no job here. Some
 * thirty times at most, a second apart. For handlers that may repeat all they do.
 */
public final class Patience implements JobHandler {
    private static final long PAUSE_MILLIS = 1_000;
    private static final int TRIES = 30;

    private final Vertx vertx;
    private final JobHandler handler;

    public Patience(Vertx vertx, JobHandler handler) {
        this.vertx = vertx;
        this.handler = handler;
    }

    @Override
    public Future<Map<String, Object>> run(JobRun run) {
        return run(run, 1);
    }

    private Future<Map<String, Object>> run(JobRun run, int attempt) {
        return handler.run(run).recover(failure -> {
            boolean away = Failures.of(failure).code() == ErrorCode.ServiceUnavailable;
            if (!away || attempt == TRIES) {
                return Future.failedFuture(failure);
            }
            return vertx.timer(PAUSE_MILLIS)
                    .compose(x -> run.stopRequested() ? Future.failedFuture(new JobStopped()) : run(run, attempt + 1));
        });
    }
}
