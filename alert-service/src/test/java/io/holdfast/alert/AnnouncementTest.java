package io.holdfast.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.alert.AlertSeverity;
import io.holdfast.contracts.alert.NotificationMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AnnouncementTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:30:00Z");
    private static final Duration GATHER = Duration.ofMinutes(1);
    private static final UUID FULL = new UUID(0, 1);
    private static final UUID OTHER = new UUID(0, 2);

    @Test
    void news_wait_a_moment_for_more_and_then_go_together() {
        NewsStore.Untold first = news(1, FULL, NewsKind.Opened, Duration.ofSeconds(59), null);
        NewsStore.Untold second = news(2, OTHER, NewsKind.Opened, Duration.ofSeconds(1), null);
        assertThat(atOnce(first, second)).isEmpty();
        NewsStore.Untold older = news(1, FULL, NewsKind.Opened, Duration.ofSeconds(60), null);
        assertThat(atOnce(older, second)).containsExactly(older, second);
    }

    @Test
    void an_alert_that_grows_and_grows_is_told_of_hourly() {
        NewsStore.Untold grew = news(1, FULL, NewsKind.Grew, Duration.ofMinutes(20), Duration.ofMinutes(59));
        assertThat(atOnce(grew)).isEmpty();
        NewsStore.Untold longAgo = news(1, FULL, NewsKind.Grew, Duration.ofMinutes(20), Duration.ofMinutes(60));
        assertThat(atOnce(longAgo)).containsExactly(longAgo);
    }

    @Test
    void what_grew_before_anybody_was_told_of_it_goes_with_its_opening() {
        NewsStore.Untold opened = news(1, FULL, NewsKind.Opened, Duration.ofMinutes(2), null);
        NewsStore.Untold grew = news(2, FULL, NewsKind.Grew, Duration.ofMinutes(1), null);
        assertThat(atOnce(opened, grew)).containsExactly(opened, grew);
    }

    @Test
    void that_an_alert_is_resolved_does_not_wait_for_its_growth() {
        NewsStore.Untold grew = news(1, FULL, NewsKind.Grew, Duration.ofMinutes(20), Duration.ofMinutes(30));
        NewsStore.Untold resolved = news(2, FULL, NewsKind.Resolved, Duration.ofMinutes(1), Duration.ofMinutes(30));
        assertThat(atOnce(grew, resolved)).containsExactly(grew, resolved);
    }

    @Test
    void growth_that_has_to_wait_holds_up_nobody_else() {
        NewsStore.Untold grew = news(1, FULL, NewsKind.Grew, Duration.ofMinutes(20), Duration.ofMinutes(30));
        NewsStore.Untold opened = news(2, OTHER, NewsKind.Opened, Duration.ofMinutes(1), null);
        assertThat(atOnce(grew, opened)).containsExactly(opened);
    }

    @Test
    void a_digest_has_what_is_from_before_the_full_hour() {
        NewsStore.Untold before = news(1, FULL, NewsKind.Opened, Duration.ofMinutes(31), null);
        NewsStore.Untold grew = news(2, FULL, NewsKind.Grew, Duration.ofMinutes(31), Duration.ofMinutes(35));
        NewsStore.Untold after = news(3, OTHER, NewsKind.Opened, Duration.ofMinutes(30), null);
        assertThat(due(NotificationMode.HourlyDigest, before, grew, after)).containsExactly(before, grew);
        assertThat(due(NotificationMode.HourlyDigest, after)).isEmpty();
    }

    private static List<NewsStore.Untold> atOnce(NewsStore.Untold... news) {
        return due(NotificationMode.AtOnce, news);
    }

    private static List<NewsStore.Untold> due(NotificationMode mode, NewsStore.Untold... news) {
        return Announcement.due(mode, Stream.of(news).toList(), GATHER, NOW);
    }

    private static NewsStore.Untold news(
            long id, UUID alert, NewsKind kind, Duration age, @Nullable Duration announced) {
        return new NewsStore.Untold(
                id,
                alert,
                AlertSeverity.Critical,
                kind,
                1,
                NOW.minus(age),
                announced == null ? null : NOW.minus(announced));
    }
}
