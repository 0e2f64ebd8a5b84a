package io.holdfast.gateway.http;

import io.vertx.core.Future;

/**
 * One operation of the contract: parse, call the bus, answer. Failures are {@link io.holdfast.contracts.HoldfastException}s; everything
 * else becomes {@code Internal}.
 */
@FunctionalInterface
public interface ApiHandler {
    Future<Answer> handle(Call call);
}
