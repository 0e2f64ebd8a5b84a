package io.holdfast.protection;

import io.holdfast.contracts.protection.Policy;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * When recovery points go. What {@link KeepRule} says holds at once where it makes a point's life longer; where it makes it shorter, the point
 * stays for the grace period, or until it would have gone anyway. So a cut that is undone within the grace period loses nothing.
 */
final class ExpiryRule {

    static final String STOPPED = "Protection stopped";
    static final String NEWEST = "Newest recovery point";

    static final String DELETED = "Deleted";

    /** {@code keepUntil}: by the policy, null for no end; {@code graceUntil}: a later time until which the point stays all the same. */
    record Expiry(
            @Nullable Instant keepUntil,
            String because,
            @Nullable Instant graceUntil) {

        /** Null: no end. */
        @Nullable
        Instant at() {
            return keepUntil == null || graceUntil == null || keepUntil.isAfter(graceUntil) ? keepUntil : graceUntil;
        }

        boolean isOver(Instant now) {
            Instant at = at();
            return at != null && !at.isAfter(now);
        }

        String wording() {
            return graceUntil == null || keepUntil == null
                    ? because
                    : "Grace period (" + because + " until " + KeepRule.day(keepUntil) + ")";
        }
    }

    private ExpiryRule() {}

    /** For each of the points of one item, by its id. Without a policy nothing expires. */
    static Map<UUID, Expiry> decide(
            List<ExpiryStore.Candidate> points, @Nullable Policy policy, Instant now, Duration grace) {
        Map<UUID, Expiry> decided = new HashMap<>();
        if (policy == null) {
            points.forEach(point -> decided.put(point.id(), new Expiry(null, STOPPED, null)));
            return decided;
        }
        Map<UUID, KeepRule.Kept> kept = KeepRule.keep(
                points.stream().map(ExpiryStore.Candidate::rulePoint).toList(),
                PolicyRules.zone(policy.schedules()),
                policy.retention());
        for (ExpiryStore.Candidate point : points) {
            KeepRule.Kept by = Objects.requireNonNull(kept.get(point.id()));
            decided.put(point.id(), new Expiry(by.until(), by.because(), graceUntil(point.expiry(), by, now, grace)));
        }
        return decided;
    }

    private static @Nullable Instant graceUntil(
            @Nullable Expiry before, KeepRule.Kept now, Instant instant, Duration grace) {
        if (before == null) {
            return null;
        }
        Instant end = instant.plus(grace);
        Instant held = before.at();
        Instant stays = held == null || held.isAfter(end) ? end : held;
        return stays.isAfter(now.until()) ? stays : null;
    }
}
