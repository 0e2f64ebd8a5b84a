package io.holdfast.protection;

import io.holdfast.contracts.Ack;
import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.FieldError;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.backup.BackupEndpoints;
import io.holdfast.contracts.backup.RestorePreview;
import io.holdfast.contracts.discovery.DeploymentModel;
import io.holdfast.contracts.discovery.DiscoveryEndpoints;
import io.holdfast.contracts.discovery.Machines;
import io.holdfast.contracts.protection.Vault;
import io.holdfast.contracts.registration.ItemCount;
import io.holdfast.contracts.registration.RegisteredItem;
import io.holdfast.contracts.registration.RegisteredItems;
import io.holdfast.contracts.registration.RegistrationEndpoints;
import io.holdfast.contracts.registration.RegistrationStatus;
import io.holdfast.platform.Bus;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Registered items and their claims, restore targets, and an empty inventory: registration-, backup- and discovery-service in memory.
 */
final class FakeFleet {

    private final Map<UUID, RegisteredItem> items = new LinkedHashMap<>();
    private final Set<UUID> claimed = new HashSet<>();
    private List<FieldError> conflicts = List.of();
    private boolean losesClaimReplies;
    private boolean away;
    private Supplier<Future<?>> beforeCount = Future::succeededFuture;

    /** The next removal of a vault's files. */
    final AtomicBoolean removalFails = new AtomicBoolean();

    final List<Vault> removedVaults = new CopyOnWriteArrayList<>();

    FakeFleet(Bus bus) {
        bus.serve(RegistrationEndpoints.CLAIM, (request, caller) -> claim(request.vault(), request.items()));
        bus.serve(RegistrationEndpoints.RELEASE, (request, caller) -> {
            synchronized (this) {
                claimed.remove(request.item());
            }
            return Future.succeededFuture(new Ack());
        });
        bus.serve(RegistrationEndpoints.GET, (request, caller) -> {
            synchronized (this) {
                RegisteredItem item = items.get(request.item());
                return item == null
                        ? Future.failedFuture(new HoldfastException(ErrorCode.ItemNotFound, "No such item"))
                        : Future.succeededFuture(item);
            }
        });
        bus.serve(RegistrationEndpoints.CLAIM_CHECK, (request, caller) -> check(request.vault(), request.items()));
        bus.serve(RegistrationEndpoints.COUNT, (request, caller) -> {
            ItemCount count = count(String.valueOf(request.vault()));
            return beforeCount.get().map(count);
        });
        bus.serve(BackupEndpoints.REMOVE_VAULT, (vault, caller) -> {
            if (removalFails.getAndSet(false)) {
                return Future.failedFuture(new HoldfastException(ErrorCode.VaultUnavailable, "Not now"));
            }
            removedVaults.add(vault);
            return Future.succeededFuture(new Ack());
        });
        bus.serve(DiscoveryEndpoints.MACHINES, (request, caller) -> Future.succeededFuture(new Machines(List.of())));
        bus.serve(
                BackupEndpoints.CHECK_TARGET,
                (request, caller) -> Future.succeededFuture(
                        new RestorePreview(request.point().point().sizeBytes(), 10, null, conflicts)));
    }

    synchronized UUID register(String vault, String name) {
        UUID id = UUID.randomUUID();
        items.put(
                id,
                new RegisteredItem(
                        id,
                        vault,
                        UUID.randomUUID(),
                        name,
                        "rack-1",
                        "lab",
                        "home",
                        DeploymentModel.ResourceManager,
                        RegistrationStatus.Registered,
                        false,
                        null,
                        Instant.EPOCH,
                        1));
        return id;
    }

    synchronized void move(UUID item, String vault) {
        RegisteredItem it = items.get(item);
        items.put(
                item,
                new RegisteredItem(
                        it.id(),
                        vault,
                        it.machine(),
                        it.name(),
                        it.cloudService(),
                        it.subscription(),
                        it.region(),
                        it.deploymentModel(),
                        it.status(),
                        it.isProtected(),
                        it.activeJob(),
                        it.createdAt(),
                        it.version()));
    }

    private synchronized ItemCount count(String vault) {
        return new ItemCount(items.values().stream()
                .filter(item -> item.vault().equals(vault))
                .count());
    }

    /** Happens between the counting of items and the answer. */
    synchronized void beforeCount(Supplier<Future<?>> act) {
        beforeCount = act;
    }

    /** While it is away every claim fails as when nobody is there. */
    synchronized void away(boolean away) {
        this.away = away;
    }

    synchronized boolean isClaimed(UUID item) {
        return claimed.contains(item);
    }

    synchronized void conflicts(FieldError... conflicts) {
        this.conflicts = List.of(conflicts);
    }

    /** Claims are made, and their callers learn nothing of it. */
    synchronized void loseClaimReplies(boolean lose) {
        losesClaimReplies = lose;
    }

    private synchronized Future<RegisteredItems> claim(String vault, List<UUID> ids) {
        if (away) {
            return Future.failedFuture(new HoldfastException(ErrorCode.ServiceUnavailable, "nobody there"));
        }
        Future<RegisteredItems> checked = check(vault, ids);
        if (checked.failed()) {
            return checked;
        }
        claimed.addAll(ids);
        return losesClaimReplies
                ? Future.failedFuture(new HoldfastException(ErrorCode.ServiceUnavailable, "no answer"))
                : checked;
    }

    private synchronized Future<RegisteredItems> check(String vault, List<UUID> ids) {
        List<FieldError> errors = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            RegisteredItem item = items.get(ids.get(i));
            if (item == null || !item.vault().equals(vault)) {
                errors.add(new FieldError("/itemIds/" + i, ErrorCode.ItemNotFound.name(), "No such item"));
            }
        }
        if (!errors.isEmpty()) {
            return Future.failedFuture(HoldfastException.refusal(errors));
        }
        return Future.succeededFuture(
                new RegisteredItems(ids.stream().map(items::get).toList()));
    }
}
