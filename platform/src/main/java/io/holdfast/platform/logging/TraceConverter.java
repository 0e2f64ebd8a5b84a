package io.holdfast.platform.logging;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.holdfast.platform.Trace;

/**
 * {@code %trace}: the first digits of the running work's trace id, in brackets and with a space before it; nothing outside of any.
 */
public final class TraceConverter extends ClassicConverter {

    private static final int DIGITS = 8;

    @Override
    public String convert(ILoggingEvent event) {
        Trace trace = Trace.current();
        return trace == null
                ? ""
                : " [" + trace.id().substring(0, Math.min(DIGITS, trace.id().length())) + "]";
    }
}
