package io.holdfast.backup;

import io.holdfast.contracts.Ack;
import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.protection.BackupContext;
import io.holdfast.contracts.protection.BeginBackup;
import io.holdfast.contracts.protection.BeginDelete;
import io.holdfast.contracts.protection.CommitPoint;
import io.holdfast.contracts.protection.DataDeleted;
import io.holdfast.contracts.protection.DeleteContext;
import io.holdfast.contracts.protection.KnownPoints;
import io.holdfast.contracts.protection.PointContext;
import io.holdfast.contracts.protection.PointKey;
import io.holdfast.contracts.protection.ProtectedItem;
import io.holdfast.contracts.protection.ProtectionEndpoints;
import io.holdfast.contracts.protection.ProtectionStatus;
import io.holdfast.contracts.protection.RecoveryPoint;
import io.holdfast.contracts.protection.Vault;
import io.holdfast.contracts.protection.VaultSummary;
import io.holdfast.platform.Bus;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/** The catalogue in memory, with the fencing of the real one: per item, a token that a later one has overtaken commits nothing. */
final class FakeProtection {
    private final Map<String, Vault> vaults = new HashMap<>();
    private final Map<UUID, ProtectedItem> items = new HashMap<>();
    private final Map<UUID, Long> fences = new HashMap<>();
    private final Map<UUID, RecoveryPoint> points = new LinkedHashMap<>();
    private final Map<UUID, Map<String, String>> checkpoints = new HashMap<>();
    /** How many replies to COMMIT_POINT get lost after the point was committed. */
    final AtomicInteger lostCommitReplies = new AtomicInteger();

    /** Lets a test delay a commit that is under way, or fail it. */
    volatile Function<CommitPoint, Future<Void>> beforeCommit = commit -> Future.succeededFuture();

    private final Map<UUID, UUID> deleting = new HashMap<>();

    /** The item's next DeleteBackupData job is about this point only. */
    synchronized void deleting(UUID item, UUID point) {
        deleting.put(item, point);
    }

    synchronized void add(Vault vault) {
        vaults.put(vault.name(), vault);
    }

    synchronized ProtectedItem protect(UUID id, String vault, UUID machine, String name, String cloudService) {
        ProtectedItem item = new ProtectedItem(
                id,
                vault,
                machine,
                name,
                cloudService,
                "sub",
                ProtectionStatus.InitialBackupPending,
                ProtectionStatus.InitialBackupPending.wording(),
                "DefaultPolicy",
                false,
                false,
                false,
                null,
                null,
                null,
                null,
                null,
                null,
                0,
                0,
                0,
                null,
                null,
                null,
                Instant.EPOCH,
                1);
        items.put(id, item);
        return item;
    }

    synchronized List<RecoveryPoint> points(UUID item) {
        return points.values().stream().filter(p -> p.item().equals(item)).toList();
    }

    synchronized List<RecoveryPoint> all() {
        return List.copyOf(points.values());
    }

    synchronized boolean hasItem(UUID item) {
        return items.containsKey(item);
    }

    synchronized void forgetItem(UUID item) {
        items.remove(item);
        points.values().removeIf(point -> point.item().equals(item));
    }

    private synchronized ProtectedItem found(UUID item) {
        return item(item);
    }

    synchronized void forget(UUID point) {
        points.remove(point);
    }

    Future<Void> serve(Bus bus) {
        return bus.serve(ProtectionEndpoints.BEGIN_BACKUP, (q, c) -> reply(() -> begin(q)))
                .compose(v -> bus.serve(
                        ProtectionEndpoints.COMMIT_POINT,
                        (q, c) -> beforeCommit.apply(q).compose(x -> reply(() -> commit(q)))))
                .compose(v -> bus.serve(ProtectionEndpoints.POINT_CONTEXT, (q, c) -> reply(() -> context(q))))
                .compose(v -> bus.serve(ProtectionEndpoints.BEGIN_DELETE, (q, c) -> reply(() -> beginDelete(q))))
                .compose(v -> bus.serve(ProtectionEndpoints.DATA_DELETED, (q, c) -> reply(() -> deleted(q))))
                .compose(v -> bus.serve(ProtectionEndpoints.VAULT_GET, (q, c) -> reply(() -> vault(q.name()))))
                .compose(v -> bus.serve(ProtectionEndpoints.ITEM_GET, (q, c) -> reply(() -> found(q.item()))))
                .compose(v -> bus.serve(ProtectionEndpoints.SUMMARY, (q, c) -> reply(this::summary)))
                .compose(v -> bus.serve(ProtectionEndpoints.KNOWN_POINTS, (q, c) -> reply(() -> known(q))));
    }

    private synchronized VaultSummary summary() {
        return new VaultSummary(items.size(), points.size(), 0, 0, null);
    }

    private synchronized BackupContext begin(BeginBackup q) {
        fence(q.item(), q.token());
        List<RecoveryPoint> mine = points(q.item());
        RecoveryPoint newest = mine.isEmpty() ? null : mine.get(mine.size() - 1);
        UUID committed = mine.stream()
                .filter(p -> p.job().equals(q.job()))
                .map(RecoveryPoint::id)
                .findFirst()
                .orElse(null);
        return new BackupContext(
                vault(q.vault()),
                item(q.item()),
                newest == null ? null : newest.id(),
                newest == null ? Map.of() : checkpoints.getOrDefault(newest.id(), Map.of()),
                committed);
    }

    private synchronized Ack commit(CommitPoint q) {
        RecoveryPoint point = q.point();
        if (!points.containsKey(point.id())) {
            fence(point.item(), q.token());
            points.put(point.id(), point);
            checkpoints.put(point.id(), q.checkpoints());
        }
        if (lostCommitReplies.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
            throw away();
        }
        return new Ack();
    }

    static HoldfastException away() {
        return new HoldfastException(ErrorCode.ServiceUnavailable, "The service is away.");
    }

    private synchronized PointContext context(PointKey q) {
        RecoveryPoint point = points.get(q.point());
        if (point == null || !point.item().equals(q.item())) {
            throw new HoldfastException(ErrorCode.RecoveryPointNotFound, "No such recovery point.");
        }
        return new PointContext(vault(q.vault()), item(q.item()), point);
    }

    private synchronized DeleteContext beginDelete(BeginDelete q) {
        if (!items.containsKey(q.item())) {
            return new DeleteContext(vault(q.vault()), List.of(), true);
        }
        fence(q.item(), q.token());
        List<UUID> ids = new ArrayList<>();
        UUID only = deleting.get(q.item());
        points(q.item()).stream()
                .map(RecoveryPoint::id)
                .filter(id -> only == null || only.equals(id))
                .forEach(ids::add);
        return new DeleteContext(vault(q.vault()), ids, false);
    }

    PointContext contextOf(RecoveryPoint point) {
        return context(PointKey.of(point.vault(), point.item(), point.id()));
    }

    private synchronized Ack deleted(DataDeleted q) {
        UUID only = deleting.remove(q.item());
        if (only != null) {
            points.remove(only);
            return new Ack();
        }
        if (!q.only().isEmpty()) {
            q.only().forEach(points::remove);
            return new Ack();
        }
        points(q.item()).forEach(p -> points.remove(p.id()));
        items.remove(q.item());
        return new Ack();
    }

    private synchronized KnownPoints known(KnownPoints q) {
        return new KnownPoints(
                q.vault(), q.points().stream().filter(points::containsKey).toList());
    }

    private void fence(UUID item, long token) {
        if (fences.merge(item, token, Math::max) > token) {
            throw new HoldfastException(ErrorCode.LeaseLost, "A later run has taken over.");
        }
    }

    private Vault vault(String name) {
        Vault vault = vaults.get(name);
        if (vault == null) {
            throw new HoldfastException(ErrorCode.VaultNotFound, "No such vault.");
        }
        return vault;
    }

    private ProtectedItem item(UUID id) {
        ProtectedItem item = items.get(id);
        if (item == null) {
            throw new HoldfastException(ErrorCode.ItemNotFound, "No such item.");
        }
        return item;
    }

    private static <R> Future<R> reply(Supplier<R> work) {
        try {
            return Future.succeededFuture(work.get());
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }
}
