package io.holdfast.gateway.api;

import static io.holdfast.contracts.job.JobEndpoints.*;

import io.holdfast.contracts.job.JobFilter;
import io.holdfast.contracts.job.JobId;
import io.holdfast.contracts.job.JobLogRequest;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.job.ListJobs;
import io.holdfast.contracts.job.Operation;
import io.holdfast.contracts.protection.ProtectionEndpoints;
import io.holdfast.contracts.protection.VaultName;
import io.holdfast.gateway.http.Answer;
import io.holdfast.gateway.http.ApiHandler;
import io.holdfast.gateway.http.Call;
import io.holdfast.platform.Bus;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/** Jobs; their streams are served elsewhere. */
public final class JobApi {

    private final Bus bus;

    public JobApi(Bus bus) {
        this.bus = bus;
    }

    public Map<String, ApiHandler> handlers() {
        return Map.of(
                "listJobs", this::list,
                "listVaultJobs", this::listOfVault,
                "getJob", this::get,
                "cancelJob", this::cancel,
                "getJobLog", this::log);
    }

    /** The filters that lists and streams share. */
    public static JobFilter filter(Call call) {
        return new JobFilter(
                call.text("vault"),
                call.several("status", JobStatus.class),
                call.several("operation", Operation.class),
                call.optionalId("item"),
                call.instant("from"),
                call.instant("to"));
    }

    private Future<Answer> list(Call call) {
        return bus.call(LIST, new ListJobs(filter(call), call.page()), call.caller())
                .map(Answer::ok);
    }

    /** Jobs know no vaults, so an unknown one is found out by asking. */
    private Future<Answer> listOfVault(Call call) {
        return bus.call(ProtectionEndpoints.VAULT_GET, VaultName.of(call.required("vault")), call.caller())
                .compose(vault -> list(call));
    }

    private Future<Answer> get(Call call) {
        return bus.call(GET, new JobId(call.id("job")), call.caller()).map(Answer::ok);
    }

    private Future<Answer> cancel(Call call) {
        return bus.call(CANCEL, new JobId(call.id("job")), call.caller())
                .map(job -> Answer.accepted(List.of(job.id())));
    }

    private Future<Answer> log(Call call) {
        JobLogRequest request = new JobLogRequest(call.id("job"), call.number("after"), (int) call.number("limit"));
        return bus.call(LOG, request, call.caller()).map(Answer::ok);
    }
}
