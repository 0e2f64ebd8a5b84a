package io.holdfast.scheduler;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.protection.DueRun;
import io.holdfast.contracts.protection.PolicyChanged;
import io.holdfast.contracts.protection.PolicySchedule;
import io.holdfast.contracts.protection.PolicySchedulePage;
import io.holdfast.contracts.protection.ProtectionEndpoints;
import io.holdfast.contracts.protection.RunDue;
import io.holdfast.contracts.protection.Schedule;
import io.holdfast.platform.Bus;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * protection-service in memory, as schedulers see it: policies, and items that remember their last occurrence.
 */
final class FakePolicies {

    record Backup(UUID item, Instant nominal) {}

    /** What happens to a request; {@code page} does what it asks for. */
    interface Wire {
        Future<DueRun> call(RunDue request, Supplier<DueRun> page);
    }

    private final Bus bus;
    private final Map<String, PolicySchedule> policies = new TreeMap<>();
    private final Map<String, Map<UUID, Instant>> items = new TreeMap<>();
    private final List<Backup> backups = new ArrayList<>();
    private int pageLimit = RunDue.MAX_LIMIT;
    private Wire wire = (request, page) -> Future.succeededFuture(page.get());

    FakePolicies(Bus bus) {
        this.bus = bus;
        bus.serve(ProtectionEndpoints.POLICY_SCHEDULES, (page, caller) -> {
            synchronized (this) {
                return Future.succeededFuture(new PolicySchedulePage(List.copyOf(policies.values()), null));
            }
        });
        bus.serve(ProtectionEndpoints.RUN_DUE, (request, caller) -> {
            synchronized (this) {
                return wire.call(request, () -> run(request));
            }
        });
    }

    synchronized void pagesOf(int limit) {
        pageLimit = limit;
    }

    /** How requests for pages reach this, and answers get back. */
    synchronized void wire(Wire wire) {
        this.wire = wire;
    }

    synchronized void put(String policy, Schedule schedule, Instant since, long version, boolean hinted) {
        put(new PolicySchedule("main", policy, List.of(schedule), false, since, Instant.EPOCH, version), hinted);
    }

    synchronized void put(PolicySchedule schedule, boolean hinted) {
        String policy = schedule.policy();
        policies.put(policy, schedule);
        items.computeIfAbsent(policy, x -> new TreeMap<>());
        if (hinted) {
            bus.publish(ProtectionEndpoints.POLICY_CHANGED, new PolicyChanged("main", policy));
        }
    }

    synchronized void remove(String policy) {
        policies.remove(policy);
        items.remove(policy);
    }

    synchronized UUID protect(String policy, Instant now) {
        UUID item = new UUID(0, items.get(policy).size() + 1);
        items.get(policy).put(item, now);
        return item;
    }

    synchronized List<Backup> backups() {
        return List.copyOf(backups);
    }

    private DueRun run(RunDue request) {
        if (!policies.containsKey(request.policy())) {
            throw new HoldfastException(ErrorCode.PolicyNotFound, "gone");
        }
        Map<UUID, Instant> all = items.get(request.policy());
        List<UUID> due = all.keySet().stream()
                .filter(item -> request.afterItem() == null || item.compareTo(request.afterItem()) > 0)
                .filter(item -> all.get(item).isBefore(request.nominal()))
                .limit(Math.min(pageLimit, request.limit()))
                .toList();
        due.forEach(item -> {
            all.put(item, request.nominal());
            backups.add(new Backup(item, request.nominal()));
        });
        boolean more = due.size() == Math.min(pageLimit, request.limit());
        return new DueRun(due.size(), 0, due.isEmpty() ? null : due.get(due.size() - 1), more);
    }
}
