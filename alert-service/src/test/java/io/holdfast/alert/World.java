package io.holdfast.alert;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.discovery.AgentState;
import io.holdfast.contracts.discovery.DeploymentModel;
import io.holdfast.contracts.discovery.DiscoveryEndpoints;
import io.holdfast.contracts.discovery.FabricKind;
import io.holdfast.contracts.discovery.Machine;
import io.holdfast.contracts.discovery.Machines;
import io.holdfast.contracts.discovery.PowerState;
import io.holdfast.contracts.discovery.Subscription;
import io.holdfast.contracts.discovery.SubscriptionCheck;
import io.holdfast.contracts.discovery.SubscriptionPage;
import io.holdfast.contracts.job.EventLog;
import io.holdfast.contracts.job.Job;
import io.holdfast.contracts.job.JobEndpoints;
import io.holdfast.contracts.job.JobEvent;
import io.holdfast.contracts.job.JobEventType;
import io.holdfast.contracts.job.JobPage;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.job.Jobs;
import io.holdfast.contracts.job.Operation;
import io.holdfast.contracts.job.Trigger;
import io.holdfast.contracts.protection.PolicySchedule;
import io.holdfast.contracts.protection.PolicySchedulePage;
import io.holdfast.contracts.protection.ProtectionEndpoints;
import io.holdfast.contracts.protection.Schedule;
import io.holdfast.contracts.protection.StoreKind;
import io.holdfast.contracts.protection.Vault;
import io.holdfast.contracts.protection.VaultLocation;
import io.holdfast.contracts.protection.VaultPage;
import io.holdfast.contracts.protection.VaultType;
import io.holdfast.contracts.protection.WatchedItem;
import io.holdfast.contracts.protection.WatchedItemPage;
import io.holdfast.platform.Bus;
import io.holdfast.platform.Ids;
import io.holdfast.platform.testing.FakeClock;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** The other services in memory, as alert-service sees them. Thread-safe. */
final class World {
    private final FakeClock clock;
    private final Map<UUID, WatchedItem> items =
            new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
    private final Map<UUID, Machine> machines = new TreeMap<>();
    private final Map<String, PolicySchedule> policies = new TreeMap<>();
    private final Map<UUID, Job> jobs = new TreeMap<>();
    private final List<JobEvent> events = new ArrayList<>();
    private final Set<String> vaults = new TreeSet<>(List.of("main"));
    private final Set<String> dead = new HashSet<>();
    private boolean discoveryAway;
    private int itemPages;

    World(Bus bus, FakeClock clock) {
        this.clock = clock;
        bus.serve(
                ProtectionEndpoints.POLICY_SCHEDULES,
                (page, caller) -> now(() -> new PolicySchedulePage(List.copyOf(policies.values()), null)));
        bus.serve(
                ProtectionEndpoints.ITEMS_WATCHED,
                (request, caller) -> now(() -> {
                    itemPages++;
                    List<WatchedItem> found = items.values().stream()
                            .filter(item ->
                                    request.ids().isEmpty() || request.ids().contains(item.id()))
                            .filter(item -> request.page().cursor() == null
                                    || item.id()
                                                    .toString()
                                                    .compareTo(request.page().cursor())
                                            > 0)
                            .limit(request.page().limit())
                            .toList();
                    boolean full = found.size() == request.page().limit();
                    return new WatchedItemPage(
                            found, full ? found.get(found.size() - 1).id().toString() : null);
                }));
        bus.serve(
                ProtectionEndpoints.VAULT_LIST,
                (request, caller) -> now(
                        () -> new VaultPage(vaults.stream().map(World::vault).toList(), null)));
        bus.serve(
                ProtectionEndpoints.VAULT_GET,
                (request, caller) -> now(() -> {
                    if (!vaults.contains(request.name())) {
                        throw new HoldfastException(ErrorCode.VaultNotFound, "no such vault");
                    }
                    return vault(request.name());
                }));
        bus.serve(
                DiscoveryEndpoints.SUBSCRIPTION_LIST,
                (request, caller) -> ifThere(() -> new SubscriptionPage(
                        items.values().stream()
                                .map(WatchedItem::subscription)
                                .distinct()
                                .map(name -> new Subscription(
                                        name, FabricKind.Directory, "here", Map.of(), Instant.EPOCH, null, 1))
                                .toList(),
                        null)));
        bus.serve(
                DiscoveryEndpoints.SUBSCRIPTION_PROBE,
                (request, caller) -> ifThere(() -> {
                    boolean ok = !dead.contains(request.name());
                    return new SubscriptionCheck(
                            ok,
                            List.of(new SubscriptionCheck.Finding(
                                    ok, "Connection", ok ? "It is there" : "No route to host", null)));
                }));
        bus.serve(
                DiscoveryEndpoints.MACHINES,
                (request, caller) -> ifThere(() -> new Machines(request.ids().stream()
                        .map(machines::get)
                        .filter(Objects::nonNull)
                        .toList())));
        bus.serve(
                JobEndpoints.EVENTS,
                (request, caller) -> now(() -> new EventLog(
                        events.stream()
                                .filter(event -> event.seq() > request.seq())
                                .limit(request.limit())
                                .toList(),
                        events.isEmpty() ? 0 : 1,
                        events.size())));
        bus.serve(
                JobEndpoints.STATES,
                (request, caller) -> now(() -> new Jobs(request.ids().stream()
                        .map(jobs::get)
                        .filter(Objects::nonNull)
                        .toList())));
        bus.serve(
                JobEndpoints.LIST,
                (request, caller) -> now(() -> new JobPage(
                        jobs.values().stream()
                                .filter(job -> request.filter().status().contains(job.status()))
                                .limit(1)
                                .toList(),
                        null)));
    }

    private interface Answer<T> {
        T get();
    }

    private synchronized <T> Future<T> now(Answer<T> answer) {
        try {
            return Future.succeededFuture(answer.get());
        } catch (HoldfastException e) {
            return Future.failedFuture(e);
        }
    }

    private synchronized <T> Future<T> ifThere(Answer<T> answer) {
        return discoveryAway
                ? Future.failedFuture(new HoldfastException(ErrorCode.ServiceUnavailable, "away"))
                : now(answer);
    }

    private static Vault vault(String name) {
        return new Vault(
                name,
                new UUID(7, name.hashCode()),
                "here",
                VaultType.RecoveryServices,
                true,
                262144,
                new VaultLocation(StoreKind.Directory, null),
                Instant.EPOCH,
                1);
    }

    synchronized void policy(String name, Schedule schedule) {
        policies.put(
                name, new PolicySchedule("main", name, List.of(schedule), false, clock.instant(), Instant.EPOCH, 1));
    }

    synchronized void pause(String policy) {
        PolicySchedule it = policies.get(policy);
        policies.put(
                policy,
                new PolicySchedule(
                        it.vault(), policy, it.schedules(), true, it.since(), it.createdAt(), it.version() + 1));
    }

    /** A protected item of vault main, with a machine that is there. */
    synchronized WatchedItem protect(String name, String policy, String subscription) {
        WatchedItem item = Items.item(Ids.next(), "shop/" + name, policy, subscription, clock.instant());
        items.put(item.id(), item);
        machines.put(item.machine(), machine(item, false, clock.instant()));
        return item;
    }

    private static Machine machine(WatchedItem item, boolean missing, Instant seen) {
        return new Machine(
                item.machine(),
                item.name(),
                "shop",
                item.subscription(),
                "here",
                DeploymentModel.ResourceManager,
                PowerState.Running,
                AgentState.Ready,
                List.of(),
                missing,
                seen,
                "main",
                item.id(),
                null);
    }

    synchronized WatchedItem change(UUID item, UnaryOperator<WatchedItem> change) {
        return items.computeIfPresent(item, (id, it) -> change.apply(it));
    }

    synchronized void remove(UUID item) {
        items.remove(item);
    }

    synchronized void removeVault(String vault) {
        vaults.remove(vault);
        items.clear();
    }

    synchronized void lose(WatchedItem item) {
        machines.put(
                item.machine(), machine(item, true, machines.get(item.machine()).lastSeenAt()));
    }

    synchronized void find(WatchedItem item) {
        machines.put(item.machine(), machine(item, false, clock.instant()));
    }

    synchronized void kill(String subscription) {
        dead.add(subscription);
    }

    synchronized void revive(String subscription) {
        dead.remove(subscription);
    }

    synchronized void discoveryAway(boolean away) {
        discoveryAway = away;
    }

    synchronized int itemPages() {
        return itemPages;
    }

    /** A backup that ends now; protection-service has heard of it, too. */
    synchronized Job backup(WatchedItem item, JobStatus end, ErrorCode code) {
        Job job = Items.job(item, Operation.Backup, end, code, clock.instant());
        boolean done = end == JobStatus.Completed || end == JobStatus.CompletedWithWarnings;
        change(
                item.id(),
                it -> Items.backedUp(it, end, clock.instant(), done ? clock.instant() : it.latestRecoveryPoint()));
        return ended(job);
    }

    synchronized Job restore(WatchedItem item, JobStatus end, ErrorCode code) {
        return ended(Items.job(item, Operation.Restore, end, code, clock.instant()));
    }

    /** A verification that ends now. */
    synchronized Job verify(List<WatchedItem> damaged, List<WatchedItem> healed) {
        Job job = new Job(
                Ids.next(),
                Operation.Verify,
                "main",
                damaged.isEmpty() ? JobStatus.Completed : JobStatus.CompletedWithWarnings,
                null,
                null,
                null,
                Trigger.Scheduled,
                "service:protection",
                clock.instant(),
                clock.instant(),
                clock.instant(),
                1,
                3,
                false,
                null,
                List.of(),
                null,
                List.of(),
                Map.of(
                        "damagedItems",
                        damaged.stream()
                                .map(item -> Map.of("id", item.id().toString(), "name", item.name(), "points", 2))
                                .toList(),
                        "healedItems",
                        healed.stream().map(item -> item.id().toString()).toList()));
        return ended(job);
    }

    private Job ended(Job job) {
        jobs.put(job.id(), job);
        events.add(new JobEvent(
                events.size() + 1,
                clock.instant(),
                JobEventType.Ended,
                job.id(),
                job.vault(),
                job.item() == null ? null : job.item().id(),
                job.operation(),
                job.status(),
                "ended",
                null));
        return job;
    }

    /** A backup that has not ended. */
    synchronized Job begin(WatchedItem item, JobStatus status) {
        Job job = Items.job(item, Operation.Backup, status, null, clock.instant());
        jobs.put(job.id(), job);
        change(item.id(), it -> Items.working(it, job.id()));
        return job;
    }

    synchronized void status(Job job, JobStatus status) {
        jobs.computeIfPresent(job.id(), (id, it) -> Items.with(it, status));
    }
}
