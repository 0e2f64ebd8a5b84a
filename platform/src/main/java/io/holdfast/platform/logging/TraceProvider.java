package io.holdfast.platform.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import com.fasterxml.jackson.core.JsonGenerator;
import io.holdfast.platform.Trace;
import java.io.IOException;
import net.logstash.logback.composite.AbstractJsonProvider;

/**
 * {@code traceId} and {@code jobId} of the running work. Reads the Vert.x context, so appenders must write on the thread that logs.
 */
public final class TraceProvider extends AbstractJsonProvider<ILoggingEvent> {

    @Override
    public void writeTo(JsonGenerator generator, ILoggingEvent event) throws IOException {
        Trace trace = Trace.current();
        if (trace == null) {
            return;
        }
        generator.writeStringField("traceId", trace.id());
        if (trace.job() != null) {
            generator.writeStringField("jobId", trace.job().toString());
        }
    }
}
