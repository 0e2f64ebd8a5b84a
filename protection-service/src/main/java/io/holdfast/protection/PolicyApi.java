package io.holdfast.protection;

import io.holdfast.contracts.Ack;
import io.holdfast.contracts.Caller;
import io.holdfast.contracts.job.JobSubmission;
import io.holdfast.contracts.protection.ChangePolicy;
import io.holdfast.contracts.protection.CreatePolicy;
import io.holdfast.contracts.protection.Policy;
import io.holdfast.contracts.protection.PolicyChange;
import io.holdfast.contracts.protection.PolicyChanged;
import io.holdfast.contracts.protection.PolicyKey;
import io.holdfast.contracts.protection.PolicyPreview;
import io.holdfast.contracts.protection.PreviewPolicy;
import io.holdfast.contracts.protection.ProtectionEndpoints;
import io.holdfast.contracts.scheduler.NextRunsRequest;
import io.holdfast.contracts.scheduler.SchedulerEndpoints;
import io.holdfast.platform.Bus;
import io.holdfast.platform.ServiceContext;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Policies, over the bus.
 */
final class PolicyApi {

    private record Changed(Policy policy, List<JobSubmission> jobs) {}

    private final ServiceContext context;
    private final VaultStore vaults;
    private final PolicyStore policies;
    private final ItemStore items;
    private final PolicyEffects effects;
    private final JobStore jobs;
    private final Outbox outbox;

    PolicyApi(
            ServiceContext context,
            VaultStore vaults,
            PolicyStore policies,
            ItemStore items,
            PolicyEffects effects,
            JobStore jobs,
            Outbox outbox) {
        this.context = context;
        this.vaults = vaults;
        this.policies = policies;
        this.items = items;
        this.effects = effects;
        this.jobs = jobs;
        this.outbox = outbox;
    }

    Future<?> serve(Bus bus) {
        return Future.all(List.of(
                bus.serve(ProtectionEndpoints.POLICY_CREATE, (request, caller) -> create(request)),
                bus.serve(ProtectionEndpoints.POLICY_GET, (request, caller) -> get(request)),
                bus.serve(ProtectionEndpoints.POLICY_LIST, (request, caller) -> vaults.get(request.vault())
                        .compose(vault -> policies.list(vault.name(), request.page()))),
                bus.serve(ProtectionEndpoints.POLICY_CHANGE, this::change),
                bus.serve(ProtectionEndpoints.POLICY_PREVIEW, this::runs),
                bus.serve(ProtectionEndpoints.POLICY_PAUSE, (request, caller) -> policies.pause(
                                request.vault(),
                                request.name(),
                                request.paused(),
                                context.clock().instant())
                        .onSuccess(policy -> changed(policy.vault(), policy.name()))),
                bus.serve(ProtectionEndpoints.POLICY_DELETE, (request, caller) -> delete(request))));
    }

    private Future<Policy> create(CreatePolicy request) {
        Fields fields = new Fields();
        PolicyRules.check(request.policy(), fields);
        fields.throwIfAny();
        Instant now = context.clock().instant().truncatedTo(ChronoUnit.MICROS);
        return policies.insert(context.database().pool(), request.vault(), request.policy(), "/name", now)
                .onSuccess(policy -> changed(policy.vault(), policy.name()));
    }

    private Future<PolicyPreview> runs(PreviewPolicy request, Caller caller) {
        return get(PolicyKey.of(request.vault(), request.name())).compose(policy -> context.bus()
                .call(
                        SchedulerEndpoints.NEXT_RUNS,
                        new NextRunsRequest(
                                policy.schedules(), request.from(), request.count() + ScheduleRules.MAX_RUNS_A_DAY),
                        caller)
                .map(next -> PolicyEffects.lives(next.runs(), request.count(), policy)));
    }

    private Future<Policy> get(PolicyKey key) {
        return vaults.get(key.vault()).compose(vault -> policies.get(vault.name(), key.name()));
    }

    private Future<PolicyChange> change(ChangePolicy request, Caller caller) {
        Fields fields = new Fields();
        PolicyRules.check(request.schedules(), request.retention(), fields);
        fields.throwIfAny();
        return request.dryRun()
                ? preview(request)
                : context.database()
                        .transaction(client -> policies.get(client, request.vault(), request.name(), "for update of p")
                                .compose(policy -> {
                                    Versions.check(request.ifVersion(), policy.version());
                                    return policies.update(
                                                    client,
                                                    policy,
                                                    PolicyRules.normal(request.schedules()),
                                                    request.retention(),
                                                    context.clock().instant())
                                            .compose(x -> items.policyChanged(client, policy.vault(), policy.name()))
                                            .compose(affected -> {
                                                List<JobSubmission> submissions = affected.stream()
                                                        .map(item -> ItemJobs.configure(
                                                                item, policy, policy.version() + 1, caller))
                                                        .toList();
                                                return jobs.insert(
                                                                client,
                                                                submissions,
                                                                context.clock().instant())
                                                        .map(x -> submissions);
                                            })
                                            .compose(submissions -> policies.get(client, policy.vault(), policy.name())
                                                    .map(now -> new Changed(now, submissions)));
                                }))
                        .onSuccess(x -> changed(request.vault(), request.name()))
                        .compose(changed -> outbox.submit(changed.jobs(), caller)
                                .map(ids -> new PolicyChange(changed.policy(), ids, null)));
    }

    private Future<PolicyChange> preview(ChangePolicy request) {
        return policies.get(request.vault(), request.name()).compose(policy -> {
            Versions.check(request.ifVersion(), policy.version());
            return effects.ofEdit(new Policy(
                            policy.name(),
                            policy.vault(),
                            request.schedules(),
                            request.retention(),
                            policy.paused(),
                            policy.itemCount(),
                            policy.createdAt(),
                            policy.version() + 1))
                    .map(lost -> new PolicyChange(null, List.of(), lost));
        });
    }

    private Future<Ack> delete(PolicyKey key) {
        return context.database()
                .transaction(client -> policies.get(client, key.vault(), key.name(), "for update of p")
                        .compose(policy -> {
                            Versions.check(key.ifVersion(), policy.version());
                            if (policy.name().equals(PolicyRules.DEFAULT_NAME)) {
                                throw PolicyStore.inUse(
                                        "DefaultPolicy belongs to its vault: resumed items fall back to it");
                            }
                            if (policy.itemCount() > 0) {
                                throw PolicyStore.inUse("Policy " + policy.name() + " is used by "
                                        + Losses.count(policy.itemCount(), "item"));
                            }
                            return policies.delete(client, policy);
                        }))
                .onSuccess(x -> changed(key.vault(), key.name()))
                .map(x -> new Ack());
    }

    private void changed(String vault, String policy) {
        context.bus().publish(ProtectionEndpoints.POLICY_CHANGED, new PolicyChanged(vault, policy));
    }
}
