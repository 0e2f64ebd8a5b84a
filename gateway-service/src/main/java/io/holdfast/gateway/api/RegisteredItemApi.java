package io.holdfast.gateway.api;

import static io.holdfast.contracts.registration.RegistrationEndpoints.*;

import io.holdfast.contracts.registration.ItemKey;
import io.holdfast.contracts.registration.ListRegisteredItems;
import io.holdfast.contracts.registration.RegisterItems;
import io.holdfast.contracts.registration.RegisteredItemFilter;
import io.holdfast.contracts.registration.RegistrationStatus;
import io.holdfast.gateway.http.Answer;
import io.holdfast.gateway.http.ApiHandler;
import io.holdfast.gateway.http.Call;
import io.holdfast.platform.Bus;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;

/** Machines tied to a vault. */
public final class RegisteredItemApi {

    /** A thousand machines in one call is a normal request. */
    private static final Duration MANY = Duration.ofSeconds(20);

    private final Bus bus;

    public RegisteredItemApi(Bus bus) {
        this.bus = bus;
    }

    public Map<String, ApiHandler> handlers() {
        return Map.of(
                "listRegisteredItems", this::list,
                "registerMachines", this::register,
                "getRegisteredItem", this::get,
                "unregisterItem", this::unregister);
    }

    private Future<Answer> list(Call call) {
        RegisteredItemFilter filter = new RegisteredItemFilter(
                call.required("vault"),
                call.several("status", RegistrationStatus.class),
                call.flag("protected"),
                call.text("name"));
        return bus.call(LIST, new ListRegisteredItems(filter, call.page()), call.caller())
                .map(Answer::ok);
    }

    private Future<Answer> register(Call call) {
        Bodies.MachinesToRegister body = call.body(Bodies.MachinesToRegister.class);
        return bus.call(REGISTER, new RegisterItems(call.required("vault"), body.machineIds()), call.caller(), MANY)
                .map(accepted -> Answer.accepted(accepted.jobs()));
    }

    private Future<Answer> get(Call call) {
        return bus.call(GET, ItemKey.of(call.required("vault"), call.id("item")), call.caller())
                .map(found -> Answer.ok(found, found.version()));
    }

    private Future<Answer> unregister(Call call) {
        ItemKey key = new ItemKey(call.required("vault"), call.id("item"), call.ifVersion());
        return bus.call(UNREGISTER, key, call.caller()).map(accepted -> Answer.accepted(accepted.jobs()));
    }
}
