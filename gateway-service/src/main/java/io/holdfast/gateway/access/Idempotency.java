package io.holdfast.gateway.access;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.Failure;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.gateway.http.Answer;
import io.holdfast.gateway.http.ApiHandler;
import io.holdfast.gateway.http.ApiRouter;
import io.holdfast.gateway.http.Call;
import io.holdfast.gateway.http.Rendering;
import io.holdfast.platform.Json;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes requests with an {@code Idempotency-Key} safe to repeat: the first one runs, later ones get its answer. Refusals are answers too;
 * only what may go better next time (5xx, 429) is forgotten.
 */
public final class Idempotency implements ApiRouter.Around {

    private static final int FAILURE_BASE = 400;
    private static final long POLL_MILLIS = 100;
    private static final int POLLS = 60;

    private final Vertx vertx;
    private final IdempotencyStore store;
    private final Clock clock;

    public Idempotency(Vertx vertx, IdempotencyStore store, Clock clock) {
        this.vertx = vertx;
        this.store = store;
        this.clock = clock;
    }

    @Override
    public Future<Answer> handle(Call call, RoutingContext ctx, ApiHandler handler) {
        String key = call.text("Idempotency-Key");
        if (key == null) {
            return run(call, handler);
        }
        String caller = call.caller().name();
        Buffer hash = hash(ctx);
        return store.begin(caller, key, hash, clock.instant())
                .compose(first -> first ? first(caller, key, call, handler) : earlier(caller, key, hash, POLLS));
    }

    private static Future<Answer> run(Call call, ApiHandler handler) {
        try {
            return handler.handle(call);
        } catch (HoldfastException e) {
            return Future.failedFuture(e);
        }
    }

    private Future<Answer> first(String caller, String key, Call call, ApiHandler handler) {
        return run(call, handler).transform(result -> {
            Future<Void> kept;
            if (result.succeeded()) {
                Answer answer = result.result();
                String body = answer.body() == null
                        ? null
                        : Rendering.json(answer.body()).toString();
                kept = store.end(caller, key, answer.status(), new JsonObject(Map.copyOf(answer.headers())), body);
            } else if (isRefusal(result.cause())) {
                Failure failure = ((HoldfastException) result.cause()).failure();
                int status = failure.code().kind().httpStatus();
                kept = store.end(
                        caller,
                        key,
                        status,
                        new JsonObject(),
                        Rendering.json(failure).toString());
            } else {
                kept = store.remove(caller, key);
            }
            // the request has had its effect: an answer that could not be kept is no reason to hide it
            return kept.otherwiseEmpty()
                    .compose(x -> result.succeeded()
                            ? Future.succeededFuture(result.result())
                            : Future.failedFuture(result.cause()));
        });
    }

    private static boolean isRefusal(Throwable t) {
        if (!(t instanceof HoldfastException refusal)) {
            return false;
        }
        int status = refusal.code().kind().httpStatus();
        return status < 500 && status != 429;
    }

    private Future<Answer> earlier(String caller, String key, Buffer hash, int polls) {
        return store.find(caller, key).compose(entry -> {
            if (entry != null && !entry.requestHash().equals(hash)) {
                return Future.failedFuture(new HoldfastException(
                        ErrorCode.IdempotencyKeyReused, "This Idempotency-Key was sent with another request."));
            }
            if (entry != null && entry.status() != 0) {
                return again(entry);
            }
            if (entry == null || polls == 0) {
                return Future.failedFuture(new HoldfastException(
                        ErrorCode.ServiceUnavailable,
                        "The first request with this Idempotency-Key has no answer yet."));
            }
            return vertx.timer(POLL_MILLIS).compose(x -> earlier(caller, key, hash, polls - 1));
        });
    }

    private static Future<Answer> again(IdempotencyStore.Entry entry) {
        try {
            if (entry.status() >= FAILURE_BASE) {
                Failure failure = Json.mapper().readValue(String.valueOf(entry.body()), Failure.class);
                return Future.failedFuture(new HoldfastException(failure));
            }
            Map<String, String> headers = new TreeMap<>();
            entry.headers().forEach(header -> headers.put(header.getKey(), String.valueOf(header.getValue())));
            headers.put("Idempotency-Replayed", "true");
            Object body = entry.body() == null ? null : Json.mapper().readTree(entry.body());
            return Future.succeededFuture(new Answer(entry.status(), headers, body));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            return Future.failedFuture(e);
        }
    }

    private static Buffer hash(RoutingContext ctx) {
        MessageDigest digest = Secrets.sha256();
        digest.update((ctx.request().method() + " " + ctx.request().uri() + "\n").getBytes(StandardCharsets.UTF_8));
        Buffer body = ctx.body() == null ? null : ctx.body().buffer();
        if (body != null) {
            digest.update(body.getBytes());
        }
        return Buffer.buffer(digest.digest());
    }
}
