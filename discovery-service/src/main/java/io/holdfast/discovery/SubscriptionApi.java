package io.holdfast.discovery;

import io.holdfast.contracts.Ack;
import io.holdfast.contracts.Caller;
import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.PageRequest;
import io.holdfast.contracts.discovery.ChangeSubscription;
import io.holdfast.contracts.discovery.DiscoveryEndpoints;
import io.holdfast.contracts.discovery.ListSubscriptions;
import io.holdfast.contracts.discovery.NewSubscription;
import io.holdfast.contracts.discovery.Subscription;
import io.holdfast.contracts.discovery.SubscriptionCheck;
import io.holdfast.contracts.discovery.SubscriptionName;
import io.holdfast.contracts.discovery.SubscriptionPage;
import io.holdfast.fabric.Fabric;
import io.holdfast.platform.Bus;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Serves the subscriptions of {@link DiscoveryEndpoints}. */
final class SubscriptionApi {
    /** Shorter than a call's deadline, so that a place that hangs is answered as such. */
    private static final Duration CHECK_DEADLINE = Duration.ofSeconds(4);
    /** A watchman has more patience: a place that is slow is not gone. */
    private static final Duration PROBE_DEADLINE = Duration.ofSeconds(30);

    private final SubscriptionStore subscriptions;
    private final Connections connections;
    private final Clock clock;

    SubscriptionApi(SubscriptionStore subscriptions, Connections connections, Clock clock) {
        this.subscriptions = subscriptions;
        this.connections = connections;
        this.clock = clock;
    }

    Future<?> serve(Bus bus) {
        return Future.all(List.of(
                bus.serve(DiscoveryEndpoints.SUBSCRIPTION_CREATE, this::create),
                bus.serve(DiscoveryEndpoints.SUBSCRIPTION_GET, this::get),
                bus.serve(DiscoveryEndpoints.SUBSCRIPTION_LIST, this::list),
                bus.serve(DiscoveryEndpoints.SUBSCRIPTION_CHANGE, this::change),
                bus.serve(DiscoveryEndpoints.SUBSCRIPTION_DELETE, this::delete),
                bus.serve(DiscoveryEndpoints.SUBSCRIPTION_CHECK, (request, caller) -> check(request, CHECK_DEADLINE)),
                bus.serve(DiscoveryEndpoints.SUBSCRIPTION_PROBE, (request, caller) -> check(request, PROBE_DEADLINE))));
    }

    private Future<Subscription> create(NewSubscription request, Caller caller) {
        SubscriptionRules.check(request);
        var subscription = new Subscription(
                request.name(),
                request.fabric(),
                request.region(),
                request.settings(),
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                null,
                1);
        return connections
                .validate(request.fabric(), request.settings())
                .compose(valid -> subscriptions.create(subscription))
                .map(SubscriptionRules::redacted);
    }

    private Future<Subscription> get(SubscriptionName request, Caller caller) {
        return subscriptions.get(request.name()).map(SubscriptionRules::redacted);
    }

    private Future<SubscriptionPage> list(ListSubscriptions request, Caller caller) {
        var page = new PageRequest(
                Math.max(1, Math.min(request.page().limit(), PageRequest.MAX_LIMIT)),
                request.page().cursor());
        return subscriptions
                .list(page)
                .map(found -> new SubscriptionPage(
                        found.items().stream().map(SubscriptionRules::redacted).toList(), found.nextCursor()));
    }

    private Future<Subscription> change(ChangeSubscription request, Caller caller) {
        return subscriptions
                .get(request.name())
                .compose(found -> connections.validate(found.fabric(), request.settings()))
                .compose(valid -> subscriptions.change(request.name(), request.settings(), request.ifVersion()))
                .map(SubscriptionRules::redacted);
    }

    private Future<Ack> delete(SubscriptionName request, Caller caller) {
        return subscriptions.delete(request.name(), request.ifVersion()).map(new Ack());
    }

    private Future<SubscriptionCheck> check(SubscriptionName request, Duration deadline) {
        return subscriptions
                .get(request.name())
                .compose(found -> connections.ask(found, deadline, Fabric::check))
                .recover(failure ->
                        failure instanceof HoldfastException known && known.code() == ErrorCode.FabricUnavailable
                                ? Future.succeededFuture(unreachable(known))
                                : Future.failedFuture(failure));
    }

    private static SubscriptionCheck unreachable(HoldfastException failure) {
        return new SubscriptionCheck(
                false,
                List.of(new SubscriptionCheck.Finding(
                        false,
                        "Connection",
                        failure.failure().message(),
                        failure.code().recommendation())));
    }
}
