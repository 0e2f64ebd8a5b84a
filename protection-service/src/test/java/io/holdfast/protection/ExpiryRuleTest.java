package io.holdfast.protection;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.protection.Policy;
import io.holdfast.contracts.protection.Retention;
import io.holdfast.contracts.protection.Schedule;
import io.holdfast.contracts.protection.ScheduleKind;
import io.holdfast.protection.ExpiryRule.Expiry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExpiryRuleTest {

    private static final Instant TIME = Instant.parse("2026-03-01T22:00:00Z");
    private static final Instant NOW = Instant.parse("2026-03-11T00:00:00Z");
    private static final Duration GRACE = Duration.ofDays(7);

    @Test
    void aPointThatWasNeverLookedAtGoesByThePolicy() {
        assertThat(decide(null, 30)).isEqualTo(new Expiry(after(30), "Daily", null));
    }

    @Test
    void aCutTakesEffectAfterTheGracePeriod() {
        Expiry cut = decide(new Expiry(after(30), "Daily", null), 5);
        assertThat(cut).isEqualTo(new Expiry(after(5), "Daily", NOW.plus(GRACE)));
        assertThat(cut.at()).isEqualTo(NOW.plus(GRACE));
        assertThat(cut.wording()).isEqualTo("Grace period (Daily until 2026-03-06)");
    }

    @Test
    void aCutNeverLengthensALife() {
        assertThat(decide(new Expiry(after(12), "Daily", null), 5)).isEqualTo(new Expiry(after(5), "Daily", after(12)));
    }

    @Test
    void undoingACutUndoesIt() {
        Expiry before = new Expiry(after(30), "Daily", null);
        assertThat(decide(decide(before, 5), 30)).isEqualTo(before);
    }

    @Test
    void decidingAgainDoesNotMoveTheGracePeriod() {
        Expiry cut = decide(new Expiry(after(30), "Daily", null), 5);
        assertThat(decide(cut, 5, NOW.plus(Duration.ofDays(3)))).isEqualTo(cut);
    }

    @Test
    void aPointOfResumedProtectionIsNotGoneAtOnce() {
        Expiry stopped = decide(new Expiry(after(5), "Daily", null), 0);
        assertThat(stopped).isEqualTo(new Expiry(null, "Protection stopped", null));
        assertThat(decide(stopped, 5)).isEqualTo(new Expiry(after(5), "Daily", NOW.plus(GRACE)));
    }

    private static Instant after(int days) {
        return TIME.plus(Duration.ofDays(days));
    }

    private static Expiry decide(@Nullable Expiry before, int days) {
        return decide(before, days, NOW);
    }

    private static Expiry decide(@Nullable Expiry before, int days, Instant now) {
        UUID id = UUID.randomUUID();
        var point = new ExpiryStore.Candidate(id, "shop/web", id, TIME, TIME, null, 1, false, before);
        Policy policy = new Policy(
                "p",
                "v",
                List.of(new Schedule(ScheduleKind.Daily, List.of("22:00"), List.of(), "UTC")),
                new Retention(new Retention.Daily(days), null, null, null),
                false,
                1,
                NOW,
                1);
        return ExpiryRule.decide(List.of(point), days == 0 ? null : policy, now, GRACE)
                .get(id);
    }
}
