package io.holdfast.gateway.api;

import static io.holdfast.contracts.discovery.DiscoveryEndpoints.*;

import io.holdfast.contracts.discovery.ChangeSubscription;
import io.holdfast.contracts.discovery.ListSubscriptions;
import io.holdfast.contracts.discovery.NewSubscription;
import io.holdfast.contracts.discovery.SubscriptionName;
import io.holdfast.gateway.http.Answer;
import io.holdfast.gateway.http.ApiHandler;
import io.holdfast.gateway.http.Call;
import io.holdfast.platform.Bus;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;

/** Connections to the places where machines live. */
public final class SubscriptionApi {

    /** Testing a connection means talking to something far away. */
    private static final Duration CHECK_DEADLINE = Duration.ofSeconds(20);

    private final Bus bus;

    public SubscriptionApi(Bus bus) {
        this.bus = bus;
    }

    public Map<String, ApiHandler> handlers() {
        return Map.of(
                "listSubscriptions", this::list,
                "createSubscription", this::create,
                "getSubscription", this::get,
                "changeSubscription", this::change,
                "deleteSubscription", this::delete,
                "checkSubscription", this::check);
    }

    private Future<Answer> list(Call call) {
        return bus.call(SUBSCRIPTION_LIST, new ListSubscriptions(call.page()), call.caller())
                .map(Answer::ok);
    }

    private Future<Answer> create(Call call) {
        return bus.call(SUBSCRIPTION_CREATE, call.body(NewSubscription.class), call.caller())
                .map(made -> Answer.created(made, made.version(), "subscriptions", made.name()));
    }

    private Future<Answer> get(Call call) {
        return bus.call(SUBSCRIPTION_GET, SubscriptionName.of(call.required("subscription")), call.caller())
                .map(found -> Answer.ok(found, found.version()));
    }

    private Future<Answer> change(Call call) {
        Map<String, Object> settings =
                call.body(Bodies.SubscriptionSettings.class).settings();
        return bus.call(
                        SUBSCRIPTION_CHANGE,
                        new ChangeSubscription(call.required("subscription"), settings, call.ifVersion()),
                        call.caller())
                .map(changed -> Answer.ok(changed, changed.version()));
    }

    private Future<Answer> delete(Call call) {
        return bus.call(
                        SUBSCRIPTION_DELETE,
                        new SubscriptionName(call.required("subscription"), call.ifVersion()),
                        call.caller())
                .map(deleted -> Answer.noContent());
    }

    private Future<Answer> check(Call call) {
        return bus.call(
                        SUBSCRIPTION_CHECK,
                        SubscriptionName.of(call.required("subscription")),
                        call.caller(),
                        CHECK_DEADLINE)
                .map(Answer::ok);
    }
}
