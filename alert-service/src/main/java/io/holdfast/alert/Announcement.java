package io.holdfast.alert;

import io.holdfast.contracts.alert.Alert;
import io.holdfast.contracts.alert.NotificationMode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Which news are due, and what they amount to.
 */
final class Announcement {

    /** An alert that grows and grows is not told of more often. */
    private static final Duration GROWTH = Duration.ofHours(1);

    private Announcement() {}

    /**
     * At once: as soon as one piece of news has waited for {@code gather}, together with all others that may go. Digest: at each full hour what is from
     * before it.
     */
    static List<NewsStore.Untold> due(
            NotificationMode mode, List<NewsStore.Untold> news, Duration gather, Instant now) {
        if (mode == NotificationMode.HourlyDigest) {
            Instant hour = now.truncatedTo(ChronoUnit.HOURS);
            return news.stream().filter(it -> it.at().isBefore(hour)).toList();
        }
        Set<UUID> ready = new HashSet<>();
        news.stream().filter(it -> !onlyGrows(it, now)).forEach(it -> ready.add(it.alert()));
        List<NewsStore.Untold> candidates =
                news.stream().filter(it -> ready.contains(it.alert())).toList();
        boolean waited =
                candidates.stream().anyMatch(it -> !it.at().plus(gather).isAfter(now));
        return waited ? candidates : List.of();
    }

    private static boolean onlyGrows(NewsStore.Untold news, Instant now) {
        return news.kind() == NewsKind.Grew
                && news.announcedAt() != null
                && news.announcedAt().plus(GROWTH).isAfter(now);
    }

    /** The gravest alerts first; {@code alerts}: as they are now. */
    static Message message(String vault, List<NewsStore.Untold> news, List<Alert> alerts, Instant now) {
        Map<UUID, Message.Entry> entries = new HashMap<>();
        alerts.forEach(alert -> entries.put(alert.id(), new Message.Entry(new ArrayList<>(), 0, alert)));
        for (NewsStore.Untold it : news) {
            entries.computeIfPresent(it.alert(), (id, entry) -> {
                if (!entry.kinds().contains(it.kind())) {
                    entry.kinds().add(it.kind());
                }
                return new Message.Entry(entry.kinds(), entry.joined() + it.items(), entry.alert());
            });
        }
        List<Message.Entry> sorted = entries.values().stream()
                .sorted(Comparator.comparing(
                                (Message.Entry entry) -> entry.alert().status())
                        .thenComparing(entry -> entry.alert().severity())
                        .thenComparing(entry -> entry.alert().id()))
                .toList();
        int shown = Math.min(Message.MOST_ENTRIES, sorted.size());
        return new Message(vault, now, sorted.subList(0, shown), sorted.size() - shown);
    }
}
