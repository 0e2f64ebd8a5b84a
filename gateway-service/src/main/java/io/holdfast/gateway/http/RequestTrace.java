package io.holdfast.gateway.http;

import io.holdfast.platform.Trace;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gives every request its trace: its span's, else the one the client sent as W3C {@code traceparent}, or a new one.
 */
public final class RequestTrace implements Handler<RoutingContext> {

    private static final Pattern TRACEPARENT = Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}.*");

    @Override
    public void handle(RoutingContext ctx) {
        Trace.ofSpan().orElseGet(() -> sent(ctx)).attach();
        ctx.next();
    }

    private static Trace sent(RoutingContext ctx) {
        String sent = ctx.request().getHeader("traceparent");
        Matcher matcher = TRACEPARENT.matcher(sent == null ? "" : sent);
        return matcher.matches() ? new Trace(matcher.group(1), null) : Trace.random();
    }
}
