package io.holdfast.gateway.api;

import static io.holdfast.contracts.protection.ProtectionEndpoints.*;

import io.holdfast.contracts.backup.VerifyDepth;
import io.holdfast.contracts.protection.ListVaults;
import io.holdfast.contracts.protection.NewVault;
import io.holdfast.contracts.protection.VaultName;
import io.holdfast.contracts.protection.VerifyVault;
import io.holdfast.gateway.http.Answer;
import io.holdfast.gateway.http.ApiHandler;
import io.holdfast.gateway.http.Call;
import io.holdfast.platform.Bus;
import io.vertx.core.Future;
import java.util.Map;

/** Regional boxes that hold policies, items, recovery points and their data. */
public final class VaultApi {

    private final Bus bus;

    public VaultApi(Bus bus) {
        this.bus = bus;
    }

    public Map<String, ApiHandler> handlers() {
        return Map.of(
                "listVaults", this::list,
                "createVault", this::create,
                "getVault", this::get,
                "deleteVault", this::delete,
                "startPrune", this::prune,
                "startVerification", this::verify);
    }

    private Future<Answer> list(Call call) {
        return bus.call(VAULT_LIST, new ListVaults(call.text("region"), call.page()), call.caller())
                .map(Answer::ok);
    }

    private Future<Answer> create(Call call) {
        return bus.call(VAULT_CREATE, call.body(NewVault.class), call.caller())
                .map(made -> Answer.created(made, made.version(), "vaults", made.name()));
    }

    private Future<Answer> get(Call call) {
        return bus.call(VAULT_GET, VaultName.of(call.required("vault")), call.caller())
                .map(found -> Answer.ok(found, found.version()));
    }

    private Future<Answer> prune(Call call) {
        return bus.call(VAULT_PRUNE, VaultName.of(call.required("vault")), call.caller())
                .map(started -> Answer.accepted(started.jobs()));
    }

    private Future<Answer> verify(Call call) {
        VerifyDepth depth = call.body(Depth.class).depth();
        return bus.call(VAULT_VERIFY, new VerifyVault(call.required("vault"), depth), call.caller())
                .map(started -> Answer.accepted(started.jobs()));
    }

    private record Depth(VerifyDepth depth) {}

    private Future<Answer> delete(Call call) {
        return bus.call(VAULT_DELETE, new VaultName(call.required("vault"), call.ifVersion()), call.caller())
                .map(deleted -> Answer.noContent());
    }
}
