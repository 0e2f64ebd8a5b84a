package io.holdfast.gateway.http;

import io.holdfast.contracts.HoldfastException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.contract.Operation;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The routes of the contract, each with its handler. It can't be built when an operation has no handler or a handler no operation.
 */
public final class ApiRouter {

    private final Contract contract;
    private final Map<String, ApiHandler> handlers;
    private final Map<String, StreamHandler> streams;
    private final Around around;

    /** A handler that writes the response itself, after the request was held against the contract. */
    @FunctionalInterface
    public interface StreamHandler {
        Future<Void> handle(Call call, RoutingContext ctx);
    }

    /** What surrounds every handler, for example idempotency. */
    @FunctionalInterface
    public interface Around {
        Future<Answer> handle(Call call, RoutingContext ctx, ApiHandler handler);
    }

    public ApiRouter(
            Contract contract, Map<String, ApiHandler> handlers, Map<String, StreamHandler> streams, Around around) {
        this.contract = contract;
        this.handlers = handlers;
        this.streams = streams;
        this.around = around;
        requireSameOperations();
    }

    private void requireSameOperations() {
        Set<String> described =
                contract.operations().stream().map(Operation::getOperationId).collect(Collectors.toSet());
        Set<String> served = new TreeSet<>(handlers.keySet());
        served.addAll(streams.keySet());
        if (!described.equals(served)) {
            Set<String> differing = new TreeSet<>(described);
            differing.addAll(served);
            differing.removeIf(id -> described.contains(id) && served.contains(id));
            throw new IllegalStateException("operations without handler, or handlers without operation: " + differing);
        }
    }

    public Router build(Vertx vertx, long maxBodyBytes) {
        RouterBuilder builder = RouterBuilder.create(vertx, contract.openApi());
        builder.rootHandler(BodyHandler.create(false).setBodyLimit(maxBodyBytes));
        for (Operation operation : contract.operations()) {
            String id = operation.getOperationId();
            RequestReader reader = new RequestReader(contract.openApi(), operation);
            builder.getRoute(id).setDoValidation(false).setDoSecurity(false).addHandler(route(id, reader));
        }
        return builder.createRouter();
    }

    private Handler<RoutingContext> route(String operation, RequestReader reader) {
        @Nullable StreamHandler stream = streams.get(operation);
        @Nullable ApiHandler handler = handlers.get(operation);
        return ctx -> {
            try {
                Identity identity = Identity.of(ctx);
                Call call = reader.read(ctx, identity.caller(), identity.session());
                Future<Void> done = stream != null && (handler == null || wantsStream(ctx))
                        ? stream.handle(call, ctx)
                        : around.handle(call, ctx, Objects.requireNonNull(handler))
                                .map(answer -> render(ctx, answer));
                done.onFailure(ctx::fail);
            } catch (HoldfastException e) {
                ctx.fail(e);
            }
        };
    }

    private static boolean wantsStream(RoutingContext ctx) {
        String accept = ctx.request().getHeader("Accept");
        return accept != null && accept.contains("text/event-stream");
    }

    private static @Nullable Void render(RoutingContext ctx, Answer answer) {
        HttpServerResponse response = ctx.response();
        if (response.ended() || response.closed()) {
            return null;
        }
        response.setStatusCode(answer.status()).putHeader("Cache-Control", "no-store");
        answer.headers().forEach(response::putHeader);
        if (answer.body() == null) {
            response.end();
        } else {
            response.putHeader("Content-Type", "application/json").end(Rendering.json(answer.body()));
        }
        return null;
    }
}
