package io.holdfast.protection;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.FieldError;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.registration.ClaimItems;
import io.holdfast.contracts.registration.RegisteredItems;
import io.holdfast.contracts.registration.RegistrationEndpoints;
import io.holdfast.contracts.registration.ReleaseItem;
import io.holdfast.platform.ServiceContext;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims registered items and gives them back, and finishes what a crash left between the two.
 */
final class Claims {

    private static final Logger log = LoggerFactory.getLogger(Claims.class);
    private static final Duration SWEEP = Duration.ofSeconds(5);

    /** Longer than any claim can still arrive at registration-service. */
    private static final Duration STALE = Duration.ofSeconds(30);

    private static final int BATCH = 100;

    private final ServiceContext context;
    private final ClaimStore store;
    private long timer = -1;

    Claims(ServiceContext context, ClaimStore store) {
        this.context = context;
        this.store = store;
    }

    void start() {
        timer = context.vertx().setPeriodic(SWEEP.toMillis(), x -> sweep());
    }

    void stop() {
        context.vertx().cancelTimer(timer);
    }

    /** All items or none; what fails leaves nothing behind. */
    Future<RegisteredItems> claim(String vault, List<UUID> items, UUID claim, Caller caller) {
        return store.claiming(vault, items, claim, now())
                .recover(t -> withTheOthers(t, vault, items, caller))
                .compose(x -> context.bus()
                        .call(RegistrationEndpoints.CLAIM, new ClaimItems(vault, items), caller)
                        .recover(t -> notClaimed(claim, t)));
    }

    private Future<RegisteredItems> notClaimed(UUID claim, Throwable t) {
        return (isRefusal(t) ? store.forget(claim) : giveUp(claim)).compose(x -> Future.failedFuture(t));
    }

    /** Some are taken; says of the others as well what is wrong with them. */
    private Future<Void> withTheOthers(Throwable t, String vault, List<UUID> items, Caller caller) {
        return !(t instanceof HoldfastException taken)
                ? Future.failedFuture(t)
                : context.bus()
                        .call(RegistrationEndpoints.CLAIM_CHECK, new ClaimItems(vault, items), caller)
                        .map(List.<FieldError>of())
                        .otherwise(Claims::errors)
                        .compose(others ->
                                Future.failedFuture(merged(taken.failure().errors(), others)));
    }

    private static List<FieldError> errors(Throwable t) {
        return t instanceof HoldfastException failure ? failure.failure().errors() : List.of();
    }

    /** One error per item, the first's where both have one. */
    private static HoldfastException merged(List<FieldError> first, List<FieldError> second) {
        Map<String, FieldError> byPointer = new LinkedHashMap<>();
        Stream.concat(first.stream(), second.stream()).forEach(error -> byPointer.putIfAbsent(error.pointer(), error));
        return HoldfastException.refusal(List.copyOf(byPointer.values()));
    }

    private static boolean isRefusal(Throwable t) {
        return t instanceof HoldfastException failure
                && failure.code() != ErrorCode.ServiceUnavailable
                && failure.code() != ErrorCode.Internal;
    }

    Future<Void> giveUp(UUID claim) {
        return store.giveUp(claim, now()).compose(this::release);
    }

    /** Gives back an item whose row says so already. Never fails: the sweep repeats what went wrong. */
    Future<Void> release(String vault, UUID item) {
        return context.bus()
                .call(RegistrationEndpoints.RELEASE, new ReleaseItem(vault, item), Caller.service(context.service()))
                .<Void>mapEmpty()
                .recover(t -> t instanceof HoldfastException failure && failure.code() == ErrorCode.ItemNotFound
                        ? Future.succeededFuture()
                        : Future.failedFuture(t))
                .compose(x -> store.released(item))
                .recover(t -> {
                    log.warn("item {} could not be released yet: {}", item, t.getMessage());
                    return Future.succeededFuture();
                });
    }

    private Future<Void> release(List<ClaimStore.Unsettled> items) {
        return Future.all(items.stream()
                        .map(item -> release(item.vault(), item.item()))
                        .toList())
                .mapEmpty();
    }

    Future<Void> sweep() {
        Instant now = now();
        return store.unsettled(now.minus(STALE), now, BATCH)
                .compose(this::release)
                .onFailure(t -> log.warn("claims could not be swept: {}", t.getMessage()));
    }

    private Instant now() {
        return context.clock().instant();
    }
}
