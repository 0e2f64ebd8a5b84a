package io.holdfast.alert;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.Endpoint;
import io.holdfast.contracts.PageRequest;
import io.holdfast.contracts.discovery.DiscoveryEndpoints;
import io.holdfast.contracts.discovery.ListSubscriptions;
import io.holdfast.contracts.discovery.Machine;
import io.holdfast.contracts.discovery.MachineIds;
import io.holdfast.contracts.discovery.Subscription;
import io.holdfast.contracts.discovery.SubscriptionCheck;
import io.holdfast.contracts.discovery.SubscriptionName;
import io.holdfast.contracts.job.EventLog;
import io.holdfast.contracts.job.EventsSince;
import io.holdfast.contracts.job.Job;
import io.holdfast.contracts.job.JobEndpoints;
import io.holdfast.contracts.job.JobFilter;
import io.holdfast.contracts.job.JobStates;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.job.ListJobs;
import io.holdfast.contracts.job.Operation;
import io.holdfast.contracts.protection.ListVaults;
import io.holdfast.contracts.protection.PolicySchedule;
import io.holdfast.contracts.protection.ProtectionEndpoints;
import io.holdfast.contracts.protection.VaultName;
import io.holdfast.contracts.protection.WatchItems;
import io.holdfast.contracts.protection.WatchedItem;
import io.holdfast.contracts.protection.WatchedItemPage;
import io.holdfast.platform.ServiceContext;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of other services.
 */
final class Peers {

    record PolicyName(String vault, String policy) {}

    private record Page<T>(List<T> items, @Nullable String nextCursor) {}

    private static final Duration PROBE = Duration.ofSeconds(40);
    private static final Duration LONG = Duration.ofSeconds(20);

    private final ServiceContext context;

    Peers(ServiceContext context) {
        this.context = context;
    }

    private <Q, R> Future<R> call(Endpoint<Q, R> endpoint, Q request) {
        return context.bus().call(endpoint, request, Caller.service(context.service()), LONG);
    }

    Future<Map<PolicyName, PolicySchedule>> policies() {
        return all(page -> call(ProtectionEndpoints.POLICY_SCHEDULES, page)
                        .map(found -> new Page<>(found.items(), found.nextCursor())))
                .map(list -> {
                    Map<PolicyName, PolicySchedule> policies = new HashMap<>();
                    list.forEach(policy -> policies.put(new PolicyName(policy.vault(), policy.policy()), policy));
                    return policies;
                });
    }

    /** A page of all protected items. */
    Future<WatchedItemPage> items(@Nullable String cursor) {
        return call(
                ProtectionEndpoints.ITEMS_WATCHED,
                new WatchItems(List.of(), new PageRequest(PageRequest.MAX_LIMIT, cursor)));
    }

    /** Of these those that are protected; at most as many as a page holds. */
    Future<Map<UUID, WatchedItem>> items(List<UUID> ids) {
        if (ids.isEmpty()) {
            return Future.succeededFuture(Map.of());
        }
        return call(
                        ProtectionEndpoints.ITEMS_WATCHED,
                        new WatchItems(ids, new PageRequest(PageRequest.MAX_LIMIT, null)))
                .map(page -> {
                    Map<UUID, WatchedItem> items = new HashMap<>();
                    page.items().forEach(item -> items.put(item.id(), item));
                    return items;
                });
    }

    Future<List<String>> vaults() {
        return all(page -> call(ProtectionEndpoints.VAULT_LIST, new ListVaults(null, page))
                .map(found -> new Page<>(
                        found.items().stream().map(vault -> vault.name()).toList(), found.nextCursor())));
    }

    Future<?> requireVault(String name) {
        return call(ProtectionEndpoints.VAULT_GET, VaultName.of(name));
    }

    Future<List<String>> subscriptions() {
        return all(page -> call(DiscoveryEndpoints.SUBSCRIPTION_LIST, new ListSubscriptions(page))
                .map(found -> new Page<>(
                        found.items().stream().map(Subscription::name).toList(), found.nextCursor())));
    }

    Future<SubscriptionCheck> probe(String subscription) {
        return context.bus()
                .call(
                        DiscoveryEndpoints.SUBSCRIPTION_PROBE,
                        SubscriptionName.of(subscription),
                        Caller.service(context.service()),
                        PROBE);
    }

    Future<Map<UUID, Machine>> machines(List<UUID> ids) {
        return call(DiscoveryEndpoints.MACHINES, new MachineIds(ids)).map(found -> {
            Map<UUID, Machine> machines = new HashMap<>();
            found.machines().forEach(machine -> machines.put(machine.id(), machine));
            return machines;
        });
    }

    Future<EventLog> events(long after) {
        return call(JobEndpoints.EVENTS, new EventsSince(after, PageRequest.MAX_LIMIT));
    }

    Future<List<Job>> jobs(List<UUID> ids) {
        return ids.isEmpty()
                ? Future.succeededFuture(List.of())
                : call(JobEndpoints.STATES, new JobStates(ids)).map(found -> found.jobs());
    }

    /** Whether any backup is worked on. */
    Future<Boolean> backupsMove() {
        JobFilter filter =
                new JobFilter(null, List.of(JobStatus.InProgress), List.of(Operation.Backup), null, null, null);
        return call(JobEndpoints.LIST, new ListJobs(filter, new PageRequest(1, null)))
                .map(page -> !page.items().isEmpty());
    }

    private static <T> Future<List<T>> all(Function<PageRequest, Future<Page<T>>> read) {
        return all(read, null, new ArrayList<>());
    }

    private static <T> Future<List<T>> all(
            Function<PageRequest, Future<Page<T>>> read, @Nullable String cursor, List<T> sofar) {
        return read.apply(new PageRequest(PageRequest.MAX_LIMIT, cursor)).compose(page -> {
            sofar.addAll(page.items());
            return page.nextCursor() == null ? Future.succeededFuture(sofar) : all(read, page.nextCursor(), sofar);
        });
    }
}
