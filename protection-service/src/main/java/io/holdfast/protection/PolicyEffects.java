package io.holdfast.protection;

import io.holdfast.contracts.DryRun;
import io.holdfast.contracts.protection.Policy;
import io.holdfast.contracts.protection.PolicyPreview;
import io.holdfast.platform.Database;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What happens to points, those there are and those to come, when their items get this policy.
 */
final class PolicyEffects {

    private static final int PAGE = 20;
    private static final UUID FIRST = new UUID(0, 0);

    private final Database database;
    private final ItemStore items;
    private final ExpiryStore points;
    private final Expiries expiries;
    private final Freed freed;

    PolicyEffects(Database database, ItemStore items, ExpiryStore points, Expiries expiries, Freed freed) {
        this.database = database;
        this.items = items;
        this.points = points;
        this.expiries = expiries;
        this.freed = freed;
    }

    /** If the policy of this name became this one. */
    Future<DryRun> ofEdit(Policy edited) {
        Losses losses = new Losses();
        return page(edited, FIRST, losses)
                .compose(x -> freed.measured(
                        edited.vault(),
                        losses,
                        Losses.count(edited.itemCount(), "item") + " would be configured anew"));
    }

    /** A few items at a time: their points may be very many. */
    private Future<Void> page(Policy edited, UUID after, Losses losses) {
        return items.ofPolicy(edited.vault(), edited.name(), after, PAGE)
                .compose(page -> points.candidates(database.pool(), page).compose(all -> {
                    byItem(all).forEach(some -> losses.addEarlier(expiries.foresee(some, edited)));
                    return page.size() < PAGE ? Future.succeededFuture() : page(edited, page.get(PAGE - 1), losses);
                }));
    }

    private static Collection<List<ExpiryStore.Candidate>> byItem(List<ExpiryStore.Candidate> points) {
        Map<UUID, List<ExpiryStore.Candidate>> byItem =
                points.stream().collect(Collectors.groupingBy(ExpiryStore.Candidate::item));
        return byItem.values();
    }

    /** If this item got this policy. */
    Future<DryRun> ofSwitch(UUID item, Policy policy) {
        Losses losses = new Losses();
        return points.candidates(database.pool(), List.of(item)).compose(all -> {
            losses.addEarlier(expiries.foresee(all, policy));
            return freed.measured(policy.vault(), losses, "the item would be configured anew");
        });
    }

    /** How long the points of these runs live, when there are no others on their days. */
    static PolicyPreview lives(List<Instant> runs, int count, Policy policy) {
        List<KeepRule.Point> points = runs.stream()
                .map(run -> new KeepRule.Point(UUID.randomUUID(), run, run, null))
                .toList();
        Map<UUID, KeepRule.Kept> kept = KeepRule.keep(points, PolicyRules.zone(policy.schedules()), policy.retention());
        return new PolicyPreview(points.stream()
                .limit(count)
                .map(point -> run(point.time(), Objects.requireNonNull(kept.get(point.id()))))
                .toList());
    }

    private static PolicyPreview.Run run(Instant at, KeepRule.Kept kept) {
        return new PolicyPreview.Run(at, kept.until(), kept.because());
    }
}
