package io.holdfast.protection;

import io.holdfast.contracts.protection.Policy;
import io.holdfast.platform.ServiceContext;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what is written about the end of each point in line with its item's policy. Called, in the transaction that holds the item, after
 * everything that may change it: a new point, one less, a hold, a configured policy, a stop; and by upkeep.
 */
final class Expiries {

    /** An item is looked after at least this often. */
    private static final Duration AT_LEAST = Duration.ofDays(1);

    /** … and not more often than this. */
    private static final Duration AT_MOST = Duration.ofMinutes(1);

    /** A point and when it goes. */
    record Judged(ExpiryStore.Candidate point, ExpiryRule.Expiry expiry) {

        /** The newest one never does. */
        boolean isOver(Instant now) {
            return !point.newest() && expiry.isOver(now);
        }
    }

    private final ServiceContext context;
    private final PolicyStore policies;
    private final ExpiryStore expiries;
    private final ItemStore items;
    private final Duration grace;

    Expiries(ServiceContext context, PolicyStore policies, ExpiryStore expiries, ItemStore items) {
        this.context = context;
        this.policies = policies;
        this.expiries = expiries;
        this.items = items;
        this.grace = ProtectionConfig.of(context.config()).grace();
    }

    /** The item as it is now, with its policy as it is now. Answers its points, oldest first. */
    Future<List<Judged>> decide(SqlClient client, UUID item) {
        Instant now = now();
        return policies.ofItem(client, item).compose(policy -> expiries.candidates(client, item)
                .map(all -> judge(all, policy, now))
                .compose(judged -> expiries.write(client, changed(judged))
                        .compose(x -> items.upkeepBy(client, item, next(judged, now), now.plus(AT_MOST)))
                        .map(x -> judged)));
    }

    /** What would be if these points, all of one item, had this policy from now on. */
    List<Judged> foresee(List<ExpiryStore.Candidate> points, Policy policy) {
        return judge(points, policy, now());
    }

    private List<Judged> judge(List<ExpiryStore.Candidate> all, @Nullable Policy policy, Instant now) {
        Map<UUID, ExpiryRule.Expiry> decided = ExpiryRule.decide(all, policy, now, grace);
        return all.stream()
                .map(point -> new Judged(point, Objects.requireNonNull(decided.get(point.id()))))
                .toList();
    }

    private static List<Judged> changed(List<Judged> judged) {
        return judged.stream()
                .filter(point -> !Objects.equals(point.point().expiry(), point.expiry()))
                .toList();
    }

    private static Instant next(List<Judged> judged, Instant now) {
        return judged.stream()
                .filter(point -> !point.point().newest())
                .map(point -> point.expiry().at())
                .filter(Objects::nonNull)
                .reduce(now.plus(AT_LEAST), (a, b) -> a.isBefore(b) ? a : b);
    }

    Instant now() {
        return context.clock().instant().truncatedTo(ChronoUnit.MICROS);
    }

    Duration grace() {
        return grace;
    }
}
