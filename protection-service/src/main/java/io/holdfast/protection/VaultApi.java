package io.holdfast.protection;

import io.holdfast.contracts.Ack;
import io.holdfast.contracts.Caller;
import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.FieldError;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.PageRequest;
import io.holdfast.contracts.job.JobEndpoints;
import io.holdfast.contracts.job.JobFilter;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.job.ListJobs;
import io.holdfast.contracts.protection.NewVault;
import io.holdfast.contracts.protection.PolicyChanged;
import io.holdfast.contracts.protection.ProtectionEndpoints;
import io.holdfast.contracts.protection.SummaryRequest;
import io.holdfast.contracts.protection.Vault;
import io.holdfast.contracts.protection.VaultName;
import io.holdfast.contracts.protection.VaultSummary;
import io.holdfast.contracts.registration.CountItems;
import io.holdfast.contracts.registration.RegistrationEndpoints;
import io.holdfast.platform.Bus;
import io.holdfast.platform.Ids;
import io.holdfast.platform.ServiceContext;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Vaults, over the bus.
 */
final class VaultApi {

    private static final List<JobStatus> UNFINISHED =
            List.of(JobStatus.Queued, JobStatus.InProgress, JobStatus.Cancelling);

    private final ServiceContext context;
    private final VaultStore vaults;
    private final PolicyStore policies;
    private final VaultUpkeep upkeep;

    VaultApi(ServiceContext context, VaultStore vaults, PolicyStore policies, VaultUpkeep upkeep) {
        this.context = context;
        this.vaults = vaults;
        this.policies = policies;
        this.upkeep = upkeep;
    }

    Future<?> serve(Bus bus) {
        return Future.all(List.of(
                bus.serve(ProtectionEndpoints.VAULT_CREATE, (request, caller) -> create(request)),
                bus.serve(ProtectionEndpoints.VAULT_GET, (request, caller) -> vaults.get(request.name())),
                bus.serve(
                        ProtectionEndpoints.VAULT_LIST,
                        (request, caller) -> vaults.list(request.region(), request.page())),
                bus.serve(ProtectionEndpoints.VAULT_DELETE, this::delete),
                bus.serve(ProtectionEndpoints.VAULT_PRUNE, (request, caller) -> upkeep.prune(request.name(), caller)),
                bus.serve(ProtectionEndpoints.VAULT_VERIFY, upkeep::verify),
                bus.serve(ProtectionEndpoints.SUMMARY, (request, caller) -> summary(request))));
    }

    private Future<Vault> create(NewVault request) {
        Fields fields = new Fields();
        VaultRules.check(request, fields);
        fields.throwIfAny();
        Instant now = context.clock().instant().truncatedTo(ChronoUnit.MICROS);
        Vault vault = VaultRules.create(request, Ids.next(), now);
        return context.database()
                .transaction(client -> vaults.insert(client, vault)
                        .compose(x -> policies.insert(client, vault.name(), PolicyRules.DEFAULT, "/name", now)))
                .onSuccess(x -> context.bus()
                        .publish(
                                ProtectionEndpoints.POLICY_CHANGED,
                                new PolicyChanged(vault.name(), PolicyRules.DEFAULT_NAME)))
                .map(x -> vault);
    }

    private Future<Ack> delete(VaultName request, Caller caller) {
        return vaults.get(request.name()).compose(vault -> {
            Versions.check(request.ifVersion(), vault.version());
            return blockers(vault.name(), caller).compose(blockers -> {
                if (!blockers.isEmpty()) {
                    throw notEmpty(vault.name(), blockers);
                }
                return vaults.delete(context.database().pool(), vault).map(x -> new Ack());
            });
        });
    }

    private Future<List<FieldError>> blockers(String vault, Caller caller) {
        Bus bus = context.bus();
        var registered = bus.call(RegistrationEndpoints.COUNT, new CountItems(vault), caller);
        var contents = vaults.contents(vault);
        JobFilter unfinished = new JobFilter(vault, UNFINISHED, List.of(), null, null, null);
        PageRequest page = new PageRequest(PageRequest.MAX_LIMIT, null);
        var jobs = bus.call(JobEndpoints.LIST, new ListJobs(unfinished, page), caller);
        return Future.all(registered, contents, jobs).map(x -> {
            List<FieldError> blockers = new ArrayList<>();
            add(blockers, "RegisteredItems", registered.result().registered(), "registered item");
            add(blockers, "ProtectedItems", contents.result().items(), "protected item");
            add(blockers, "SoftDeletedItems", contents.result().deletedItems(), "deleted, not yet purged item");
            add(blockers, "RecoveryPoints", contents.result().points(), "recovery point");
            add(blockers, "UnfinishedJobs", jobs.result().items().size(), "unfinished job");
            return blockers;
        });
    }

    private static void add(List<FieldError> blockers, String code, long count, String what) {
        if (count > 0) {
            blockers.add(new FieldError("", code, Losses.count(count, what)));
        }
    }

    static HoldfastException notEmpty(String vault, List<FieldError> blockers) {
        return new HoldfastException(
                ErrorCode.VaultNotEmpty,
                "Vault " + vault + " holds "
                        + String.join(
                                ", ", blockers.stream().map(FieldError::message).toList()),
                blockers);
    }

    private Future<VaultSummary> summary(SummaryRequest request) {
        @Nullable String vault = request.vault();
        return vault == null ? vaults.summary(null) : vaults.get(vault).compose(found -> vaults.summary(found.name()));
    }
}
