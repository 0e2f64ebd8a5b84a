package io.holdfast.platform;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.function.Supplier;

/**
 * Doing work on a given Vert.x context.
 */
final class Contexts {

    /** The calling verticle's context, or a new one; never the passing one of a request. */
    static Context own(Vertx vertx) {
        return ((ContextInternal) vertx.getOrCreateContext()).unwrap();
    }

    /** Starts the work there, from wherever; what it throws fails the future, whose handlers run on that context. */
    static <T> Future<T> on(Context context, Supplier<Future<T>> work) {
        Promise<T> done = ((ContextInternal) context).promise();
        context.runOnContext(x -> started(work).onComplete(done));
        return done.future();
    }

    /** As {@link #on}, with context-local data of its own, and for which {@code trace} is attached. */
    static <T> Future<T> traced(Context context, Trace trace, Supplier<Future<T>> work) {
        return on(((ContextInternal) context).duplicate(), () -> {
            trace.attach();
            return work.get();
        });
    }

    private static <T> Future<T> started(Supplier<Future<T>> work) {
        try {
            return work.get();
        } catch (RuntimeException | Error e) {
            return Future.failedFuture(e);
        }
    }

    private Contexts() {}
}
