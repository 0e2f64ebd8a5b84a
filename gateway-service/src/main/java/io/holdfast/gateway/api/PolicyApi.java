package io.holdfast.gateway.api;

import static io.holdfast.contracts.protection.ProtectionEndpoints.*;

import io.holdfast.contracts.protection.ChangePolicy;
import io.holdfast.contracts.protection.CreatePolicy;
import io.holdfast.contracts.protection.ListPolicies;
import io.holdfast.contracts.protection.NewPolicy;
import io.holdfast.contracts.protection.PausePolicy;
import io.holdfast.contracts.protection.PolicyChange;
import io.holdfast.contracts.protection.PolicyKey;
import io.holdfast.contracts.protection.PreviewPolicy;
import io.holdfast.gateway.http.Answer;
import io.holdfast.gateway.http.ApiHandler;
import io.holdfast.gateway.http.Call;
import io.holdfast.platform.Bus;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;

/** Schedules plus retention. */
public final class PolicyApi {

    /** Of a policy that ten thousand items have, each is configured anew. */
    private static final Duration MANY = Duration.ofSeconds(20);

    private final Bus bus;

    public PolicyApi(Bus bus) {
        this.bus = bus;
    }

    public Map<String, ApiHandler> handlers() {
        return Map.of(
                "listPolicies", this::list,
                "createPolicy", this::create,
                "getPolicy", this::get,
                "changePolicy", this::change,
                "deletePolicy", this::delete,
                "pausePolicy", call -> pause(call, true),
                "unpausePolicy", call -> pause(call, false),
                "previewPolicy", this::preview);
    }

    private Future<Answer> list(Call call) {
        return bus.call(POLICY_LIST, new ListPolicies(call.required("vault"), call.page()), call.caller())
                .map(Answer::ok);
    }

    private Future<Answer> create(Call call) {
        String vault = call.required("vault");
        return bus.call(POLICY_CREATE, new CreatePolicy(vault, call.body(NewPolicy.class)), call.caller())
                .map(made -> Answer.created(made, made.version(), "vaults", vault, "policies", made.name()));
    }

    private Future<Answer> get(Call call) {
        return bus.call(POLICY_GET, key(call), call.caller()).map(found -> Answer.ok(found, found.version()));
    }

    private Future<Answer> change(Call call) {
        Bodies.PolicyContent content = call.body(Bodies.PolicyContent.class);
        ChangePolicy change = new ChangePolicy(
                call.required("vault"),
                call.required("policy"),
                content.schedules(),
                content.retention(),
                call.ifVersion(),
                call.isSet("dryRun"));
        return bus.call(POLICY_CHANGE, change, call.caller(), MANY).map(PolicyApi::changed);
    }

    private static Answer changed(PolicyChange change) {
        return change.dryRun() == null ? Answer.accepted(change, change.jobs()) : Answer.ok(change.dryRun());
    }

    private Future<Answer> delete(Call call) {
        PolicyKey key = new PolicyKey(call.required("vault"), call.required("policy"), call.ifVersion());
        return bus.call(POLICY_DELETE, key, call.caller()).map(deleted -> Answer.noContent());
    }

    private Future<Answer> pause(Call call, boolean paused) {
        PausePolicy pause = new PausePolicy(call.required("vault"), call.required("policy"), paused);
        return bus.call(POLICY_PAUSE, pause, call.caller()).map(policy -> Answer.ok(policy, policy.version()));
    }

    private Future<Answer> preview(Call call) {
        PreviewPolicy preview = new PreviewPolicy(
                call.required("vault"), call.required("policy"), call.instant("from"), (int) call.number("count"));
        return bus.call(POLICY_PREVIEW, preview, call.caller()).map(Answer::ok);
    }

    private static PolicyKey key(Call call) {
        return PolicyKey.of(call.required("vault"), call.required("policy"));
    }
}
