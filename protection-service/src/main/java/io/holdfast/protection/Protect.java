package io.holdfast.protection;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.JobRefs;
import io.holdfast.contracts.job.JobSubmission;
import io.holdfast.contracts.protection.Policy;
import io.holdfast.contracts.protection.PolicyChanged;
import io.holdfast.contracts.protection.ProtectItems;
import io.holdfast.contracts.protection.ProtectionEndpoints;
import io.holdfast.contracts.protection.ProtectionStatus;
import io.holdfast.contracts.registration.RegisteredItem;
import io.holdfast.platform.Ids;
import io.holdfast.platform.ServiceContext;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Registered items become protected ones, all or none: their rows are reserved, the items are claimed, then one transaction writes the
 * new policy, the items and their jobs. What is left by a crash before that transaction is given back by {@link Claims}; after it, the
 * sweep submits the jobs.
 */
final class Protect {

    private static final int MAX_ITEMS = 1000;

    private final ServiceContext context;
    private final VaultStore vaults;
    private final PolicyStore policies;
    private final ClaimStore claimStore;
    private final Claims claims;
    private final JobStore jobs;
    private final Outbox outbox;
    private final ItemOutcomes outcomes;

    Protect(
            ServiceContext context,
            VaultStore vaults,
            PolicyStore policies,
            ClaimStore claimStore,
            Claims claims,
            JobStore jobs,
            Outbox outbox,
            ItemOutcomes outcomes) {
        this.context = context;
        this.vaults = vaults;
        this.policies = policies;
        this.claimStore = claimStore;
        this.claims = claims;
        this.jobs = jobs;
        this.outbox = outbox;
        this.outcomes = outcomes;
    }

    Future<JobRefs> protect(ProtectItems request, Caller caller) {
        check(request);
        UUID claim = Ids.next();
        return vaults.get(request.vault())
                .compose(vault -> policyFits(request))
                .compose(x -> claims.claim(request.vault(), request.itemIds(), claim, caller))
                .compose(claimed -> commit(request, claim, inOrder(request, claimed.items()), caller)
                        .recover(t -> claims.giveUp(claim).compose(x -> Future.failedFuture(t))))
                .compose(submissions -> outbox.submit(submissions, caller))
                .onSuccess(x -> {
                    if (request.newPolicy() != null) {
                        context.bus()
                                .publish(
                                        ProtectionEndpoints.POLICY_CHANGED,
                                        new PolicyChanged(
                                                request.vault(),
                                                request.newPolicy().name()));
                    }
                })
                .onSuccess(x -> request.itemIds()
                        .forEach(item ->
                                outcomes.publish(request.vault(), item, ProtectionStatus.ConfiguringProtection)))
                .map(JobRefs::new);
    }

    private static void check(ProtectItems request) {
        Fields fields = new Fields();
        fields.filledWithoutDuplicates("/itemIds", request.itemIds(), "an item");
        if (request.itemIds() != null && request.itemIds().size() > MAX_ITEMS) {
            fields.refuse("/itemIds", "OutOfRange", "at most " + MAX_ITEMS + " items at once");
        }
        if (request.policy() == null && request.newPolicy() == null) {
            fields.required("/policy", "policy or newPolicy");
        }
        if (request.policy() != null && request.newPolicy() != null) {
            fields.notAllowed("/newPolicy", "policy and newPolicy exclude one another");
        }
        if (request.newPolicy() != null) {
            PolicyRules.check(request.newPolicy(), fields.at("/newPolicy"));
        }
        fields.throwIfAny();
    }

    /** Refuses early what the last transaction would refuse, before anything is claimed. */
    private Future<Void> policyFits(ProtectItems request) {
        if (request.newPolicy() == null) {
            return policies.settings(request.vault(), String.valueOf(request.policy()))
                    .mapEmpty();
        }
        String name = request.newPolicy().name();
        return policies.exists(request.vault(), name).map(exists -> {
            if (exists) {
                throw PolicyStore.nameTaken(name, "/newPolicy/name");
            }
            return null;
        });
    }

    private static List<RegisteredItem> inOrder(ProtectItems request, List<RegisteredItem> items) {
        Map<UUID, RegisteredItem> byId = new HashMap<>();
        items.forEach(item -> byId.put(item.id(), item));
        return request.itemIds().stream().map(byId::get).toList();
    }

    private Future<List<JobSubmission>> commit(
            ProtectItems request, UUID claim, List<RegisteredItem> items, Caller caller) {
        Instant now = context.clock().instant();
        return context.database()
                .transaction(client -> policy(client, request, now).compose(policy -> {
                    List<JobSubmission> submissions = items.stream()
                            .map(item -> ItemJobs.configure(item, policy, caller))
                            .toList();
                    return claimStore
                            .claimed(client, request.vault(), claim, items, policy.name())
                            .compose(x -> jobs.insert(client, submissions, now))
                            .map(x -> submissions);
                }));
    }

    private Future<Policy> policy(SqlClient client, ProtectItems request, Instant now) {
        return request.newPolicy() == null
                ? policies.settings(client, request.vault(), String.valueOf(request.policy()), "for share of p")
                : policies.insert(client, request.vault(), request.newPolicy(), "/newPolicy/name", now);
    }
}
