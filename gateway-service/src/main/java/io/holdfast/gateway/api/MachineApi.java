package io.holdfast.gateway.api;

import static io.holdfast.contracts.discovery.DiscoveryEndpoints.*;

import io.holdfast.contracts.discovery.EligibilityRequest;
import io.holdfast.contracts.discovery.ListMachines;
import io.holdfast.contracts.discovery.MachineFilter;
import io.holdfast.contracts.discovery.RegistrationFilter;
import io.holdfast.contracts.discovery.StartDiscovery;
import io.holdfast.gateway.http.Answer;
import io.holdfast.gateway.http.ApiHandler;
import io.holdfast.gateway.http.Call;
import io.holdfast.platform.Bus;
import io.vertx.core.Future;
import java.util.Map;

/** What discovery saw. */
public final class MachineApi {

    private final Bus bus;

    public MachineApi(Bus bus) {
        this.bus = bus;
    }

    public Map<String, ApiHandler> handlers() {
        return Map.of(
                "startDiscovery", this::discover,
                "listMachines", this::list,
                "listVaultMachines", this::list,
                "getMachine", this::get);
    }

    private Future<Answer> discover(Call call) {
        return bus.call(DISCOVER, new StartDiscovery(call.required("vault")), call.caller())
                .map(started -> Answer.accepted(started.jobs()));
    }

    private Future<Answer> list(Call call) {
        MachineFilter filter = new MachineFilter(
                call.text("vault"),
                call.one("registration", RegistrationFilter.class),
                call.text("name"),
                call.text("cloudService"),
                call.text("subscription"));
        return bus.call(MACHINE_LIST, new ListMachines(filter, call.page()), call.caller())
                .map(Answer::ok);
    }

    private Future<Answer> get(Call call) {
        return bus.call(ELIGIBILITY, new EligibilityRequest(call.id("machine"), call.text("vault")), call.caller())
                .map(Answer::ok);
    }
}
