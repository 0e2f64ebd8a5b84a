package io.holdfast.gateway.http;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.Failure;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.platform.Trace;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renders every failure as problem+json (RFC 9457). What was not thrown on purpose is logged and tells the client no more than a trace id.
 */
public final class Problems implements Handler<RoutingContext> {

    private static final Logger log = LoggerFactory.getLogger(Problems.class);

    /** Statuses a router can end with. */
    private static final List<Integer> STATUSES = List.of(400, 401, 403, 404, 405, 406, 413, 415, 500, 503);

    private final Contract contract;

    public Problems(Contract contract) {
        this.contract = contract;
    }

    /** On the root router: Vert.x 5.0.8 does not ask a sub-router's. */
    public void install(Router root) {
        STATUSES.forEach(status -> root.errorHandler(status, this));
    }

    @Override
    public void handle(RoutingContext ctx) {
        HttpServerResponse response = ctx.response();
        if (response.ended() || response.closed()) {
            return;
        }
        if (response.headWritten()) {
            // a stream broke: its reader learns from the end of the connection
            response.reset();
            return;
        }
        send(ctx, failure(ctx));
    }

    private void send(RoutingContext ctx, Failure failure) {
        HttpServerResponse response = ctx.response();
        int status = failure.code().kind().httpStatus();
        response.setStatusCode(status).putHeader("Content-Type", "application/problem+json");
        response.putHeader("Cache-Control", "no-store");
        if (status == 503 || status == 429) {
            response.putHeader("Retry-After", "2");
        } else if (status == 401) {
            response.putHeader("WWW-Authenticate", "Bearer");
        } else if (status == 405) {
            String allowed = contract.allowed(ctx.normalizedPath());
            response.putHeader("Allow", allowed.isEmpty() ? "GET" : allowed);
        }
        response.end(body(failure, Trace.currentOrNew().id()));
    }

    private static Failure failure(RoutingContext ctx) {
        Throwable thrown = ctx.failure();
        if (thrown instanceof HoldfastException intended) {
            return intended.failure();
        }
        int status = thrown instanceof HttpException http ? http.getStatusCode() : ctx.statusCode();
        switch (isAddress(ctx) ? status : 400) {
            case 400:
                return Failure.of(ErrorCode.InvalidRequest, "The request cannot be read.");
            case 404:
                return Failure.of(ErrorCode.NotFound, "There is nothing at this address.");
            case 405:
                return Failure.of(
                        ErrorCode.MethodNotAllowed,
                        "This address does not take " + ctx.request().method() + ".");
            case 413:
                return Failure.of(ErrorCode.PayloadTooLarge, "The body is larger than this server takes.");
            default:
                log.error("{} {} failed", ctx.request().method(), ctx.normalizedPath(), thrown);
                return Failure.of(ErrorCode.Internal, "An unexpected error; the log has it under the trace id.");
        }
    }

    /** One with a broken escape makes every route fail that looks at it. */
    private static boolean isAddress(RoutingContext ctx) {
        try {
            ctx.normalizedPath();
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    static Buffer body(Failure failure, @Nullable String traceId) {
        ErrorCode code = failure.code();
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", "/docs/errors#" + code);
        problem.put("title", code.title());
        problem.put("status", code.kind().httpStatus());
        problem.put("detail", failure.message());
        problem.put("code", code);
        problem.put("errors", failure.errors());
        problem.put("recommendations", failure.recommendations());
        problem.put("traceId", traceId);
        return Rendering.json(problem);
    }
}
