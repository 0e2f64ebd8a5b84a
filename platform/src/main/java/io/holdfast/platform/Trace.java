package io.holdfast.platform;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.spi.VertxServiceProvider;
import io.vertx.core.spi.context.storage.AccessMode;
import io.vertx.core.spi.context.storage.ContextLocal;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a piece of work belongs to: the trace of the request that caused it, and the job it runs for. Travels with the Vert.x context,
 * crosses the bus in a header and stands on every log line.
 */
public record Trace(String id, @Nullable UUID job) {

    /** Vert.x gives a context only the locals that were registered before it was built: this does so. */
    public static final class Registration implements VertxServiceProvider {
        @Override
        public void init(VertxBootstrap bootstrap) {
            Trace.local();
        }
    }

    private static final ContextLocal<Trace> LOCAL = ContextLocal.registerLocal(Trace.class);

    public static Trace random() {
        UUID random = UUID.randomUUID();
        return new Trace(
                "%016x%016x".formatted(random.getMostSignificantBits(), random.getLeastSignificantBits()), null);
    }

    /** The trace of the span that is open here, where spans are kept. */
    public static Optional<Trace> ofSpan() {
        SpanContext span = Span.current().getSpanContext();
        return span.isValid() ? Optional.of(new Trace(span.getTraceId(), null)) : Optional.empty();
    }

    /** The trace of the running work; null outside of any. */
    public static @Nullable Trace current() {
        Context context = Vertx.currentContext();
        return context == null ? null : context.getLocal(LOCAL);
    }

    /** The trace of the running work, or a new one that is not attached to anything. */
    public static Trace currentOrNew() {
        Trace current = current();
        return current == null ? random() : current;
    }

    /** Attaches this trace to the current Vert.x context, which must be a duplicated one: once, where a request or a job enters. */
    public void attach() {
        Context context = Vertx.currentContext();
        // a context that is not a duplicate is shared by everything its verticle does
        if (context instanceof ContextInternal internal && internal.isDuplicate()) {
            context.putLocal(LOCAL, AccessMode.CONCURRENT, this);
        }
    }

    Trace withJob(UUID job) {
        return new Trace(id, job);
    }

    private static ContextLocal<Trace> local() {
        return LOCAL;
    }
}
