package io.holdfast.backup;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.job.Job;
import io.holdfast.contracts.job.JobEndpoints;
import io.holdfast.contracts.job.JobStates;
import io.holdfast.contracts.job.Lease;
import io.holdfast.contracts.protection.KnownPoints;
import io.holdfast.contracts.protection.ProtectionEndpoints;
import io.holdfast.contracts.protection.Vault;
import io.holdfast.contracts.protection.VaultName;
import io.holdfast.contracts.registration.ItemKey;
import io.holdfast.fabric.Fabric;
import io.holdfast.platform.JobRun;
import io.holdfast.store.StoreException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cleans up after runs that did not: killed, cut off, or stopped while something they needed was away. A run has written a row before it
 * touches anything outside, so the rows are all there is to look at. Never fails: what can't be cleaned now keeps its row and comes round
 * again.
 *
 * <p>A manifest is deleted only when its run can't commit it any more: because the run never came to ask the catalogue and has been
 * condemned, or because a later run of the item has begun (which fences it) or the item is gone, and the catalogue does not know the
 * point.
 */
final class Leftovers {
    private static final Logger log = LoggerFactory.getLogger(Leftovers.class);
    private static final int AT_ONCE = 500;

    private final BackupStore work;
    private final Calls calls;
    private final Sources sources;
    private final Stores stores;

    Leftovers(BackupStore work, Calls calls, Sources sources, Stores stores) {
        this.work = work;
        this.calls = calls;
        this.sources = sources;
        this.stores = stores;
    }

    /** A Backup that has begun at the catalogue: earlier runs of the item are fenced. */
    void beforeBackup(UUID item, Lease lease) {
        before(item, lease, true);
    }

    void beforeRestore(UUID item, Lease lease) {
        before(item, lease, false);
    }

    private void before(UUID item, Lease lease, boolean fenced) {
        try {
            Map<Place, Boolean> visited = new HashMap<>();
            for (Work row : Await.result(work.ofItem(item))) {
                boolean mine = row.job().equals(lease.job());
                if ((mine ? row.token() < lease.token() : !isLive(row.job())) && reconciled(row, visited)) {
                    settle(row, fenced && row.token() < lease.token());
                }
            }
        } catch (RuntimeException e) {
            log.warn("Leftovers of item {} could not be looked for", item, e);
        }
    }

    /** {@code settled}: whether the run has cleaned up everything that its row stands for. */
    void afterRun(Lease lease, BooleanSupplier settled) {
        try {
            if (settled.getAsBoolean()) {
                Await.result(work.remove(lease.job(), lease.token()));
            }
        } catch (RuntimeException e) {
            log.warn("Job {} leaves something to clean up", lease.job(), e);
        }
    }

    /**
     * Another look at the machines' side after a run that may have left something there, a frozen guest above all. False when something
     * stays.
     */
    boolean reconciled(JobRun run, @Nullable String subscription) {
        UUID over = run.lease().job();
        return reconciled(new Place(subscription), job -> job.equals(over) ? run.leaseLost() : isLive(job));
    }

    /** Everything that jobs left which are over; and of jobs that live, guests that are frozen for too long. */
    void sweep() {
        try {
            Map<Place, Boolean> visited = new HashMap<>();
            List<Work> rows = Await.result(work.some(AT_ONCE));
            Set<UUID> live = live(rows.stream().map(Work::job).distinct().toList());
            for (Work row : rows) {
                if (reconciled(row, visited) && !live.contains(row.job())) {
                    settle(row, false);
                }
            }
        } catch (RuntimeException e) {
            log.warn("Leftovers could not be looked for: {}", e.toString());
        }
    }

    /** Null: the restore folder. */
    private record Place(@Nullable String subscription) {}

    /** Each place once, since a guest that does not thaw takes its time. */
    private boolean reconciled(Work row, Map<Place, Boolean> visited) {
        Place place = new Place(row.subscription());
        Boolean known = visited.get(place);
        boolean clean = known == null ? reconciled(place, this::isLive) : known;
        visited.put(place, clean);
        return clean;
    }

    private boolean reconciled(Place place, Predicate<UUID> isLive) {
        try {
            if (place.subscription() == null) {
                tell("Restore folder", sources.restoreFolder().reconcile(isLive));
            } else {
                reconcile(place.subscription(), isLive);
            }
            return true;
        } catch (RuntimeException e) {
            log.warn("Leftovers on {} stay for now", place.subscription(), e);
            return false;
        }
    }

    private void settle(Work row, boolean fenced) {
        try {
            if (row.point() == null || manifestSettled(row, row.point(), fenced)) {
                Await.result(work.remove(row.job(), row.token()));
                log.info("Cleaned up after {} of job {}, token {}", row.operation(), row.job(), row.token());
            }
        } catch (RuntimeException e) {
            log.warn("Leftovers of job {} stay for now", row.job(), e);
        }
    }

    private void reconcile(String subscription, Predicate<UUID> isLive) {
        try (Fabric fabric = sources.open(sources.subscriptionNow(subscription))) {
            tell(subscription, fabric.reconcile(isLive));
        } catch (HoldfastException e) {
            if (e.code() != ErrorCode.SubscriptionNotFound) {
                throw e;
            }
        }
    }

    private static void tell(String where, List<String> done) {
        done.forEach(line -> log.info("{}: {}", where, line));
    }

    private boolean manifestSettled(Work row, UUID point, boolean fenced) {
        boolean safe = fenced || Await.result(work.condemn(row.job(), row.token()));
        KnownPoints asked = new KnownPoints(row.vault(), List.of(point));
        if (calls.once(ProtectionEndpoints.KNOWN_POINTS, asked).points().contains(point)) {
            return true;
        }
        if (!safe && itemExists(row)) {
            return false;
        }
        try {
            Vault vault = calls.once(ProtectionEndpoints.VAULT_GET, new VaultName(row.vault(), null));
            stores.open(vault).deletePoint(row.item(), point);
            return true;
        } catch (StoreException.NotAVault nothingWritten) {
            return true;
        } catch (HoldfastException e) {
            if (e.code() == ErrorCode.VaultNotFound) {
                return true;
            }
            throw e;
        }
    }

    /** Of an item that is gone nothing is committed any more. */
    private boolean itemExists(Work row) {
        try {
            calls.once(ProtectionEndpoints.ITEM_GET, ItemKey.of(row.vault(), row.item()));
            return true;
        } catch (HoldfastException e) {
            if (e.code() == ErrorCode.ItemNotFound) {
                return false;
            }
            throw e;
        }
    }

    private boolean isLive(UUID job) {
        return live(List.of(job)).contains(job);
    }

    /** When in doubt they are. */
    private Set<UUID> live(List<UUID> jobs) {
        try {
            return calls.once(JobEndpoints.STATES, new JobStates(jobs)).jobs().stream()
                    .filter(state -> !state.status().isFinal())
                    .map(Job::id)
                    .collect(Collectors.toSet());
        } catch (HoldfastException e) {
            return Set.copyOf(jobs);
        }
    }
}
