package io.holdfast.alert;

import io.holdfast.contracts.alert.Alert;
import io.holdfast.contracts.alert.AlertItem;
import io.holdfast.contracts.alert.AlertStatus;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A message as mail: for somebody who was asleep. Names come from machines, so nothing in them may become a line of its own.
 */
final class Letter {

    private static final int LONGEST_SUBJECT = 160;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Letter() {}

    static String subject(Message message) {
        String what = message.entries().isEmpty()
                ? "no alerts"
                : news(message.entries().get(0)) + ": "
                        + message.entries().get(0).alert().title();
        long others = message.entries().size() - 1 + message.more();
        String subject =
                plain("[Holdfast] " + message.vault() + ": " + what + (others > 0 ? " (and " + others + " more)" : ""));
        return subject.length() <= LONGEST_SUBJECT ? subject : subject.substring(0, LONGEST_SUBJECT - 1) + "…";
    }

    /** {@code console}: its address, for links; null when nobody knows it. */
    static String text(Message message, @Nullable String console) {
        StringBuilder text = new StringBuilder();
        text.append("Holdfast, vault ").append(plain(message.vault())).append(", ");
        text.append(time(message.at())).append("\n");
        for (Message.Entry entry : message.entries()) {
            alert(text.append("\n"), entry, console);
        }
        if (message.more() > 0) {
            text.append("\nAnd ").append(message.more()).append(" more alerts: holdfast alert list\n");
        }
        return text.toString();
    }

    private static void alert(StringBuilder text, Message.Entry entry, @Nullable String console) {
        Alert alert = entry.alert();
        String news = news(entry).toUpperCase(Locale.ROOT);
        line(text, news + ", " + alert.severity().name().toLowerCase(Locale.ROOT) + ": " + plain(alert.title()));
        line(text, "  since " + time(alert.firstSeenAt()) + (alert.count() > 1 ? ", " + alert.count() + " times" : ""));
        if (alert.resolvedAt() != null) {
            line(text, "  resolved " + time(alert.resolvedAt()) + " by " + plain(String.valueOf(alert.resolvedBy())));
        }
        for (AlertItem item : alert.items()) {
            line(text, "  - " + plain(item.name()) + ", since " + time(item.since()) + ": " + plain(item.detail()));
        }
        long others = alert.itemCount() - alert.items().size();
        if (others > 0) {
            line(text, "  - and " + others + " more");
        }
        if (alert.status() != AlertStatus.Resolved) {
            line(text, "  What to do: " + alert.recommendation());
        }
        line(text, "  " + (console == null ? "holdfast alert show " + alert.id() : link(console, alert)));
    }

    private static String link(String console, Alert alert) {
        return console.replaceAll("/+$", "") + "/#/alerts/" + alert.id();
    }

    private static String news(Message.Entry entry) {
        if (entry.alert().status() == AlertStatus.Resolved) {
            return "resolved";
        }
        return entry.kinds().contains(NewsKind.Opened) ? "new" : entry.joined() + " more";
    }

    private static void line(StringBuilder text, String line) {
        text.append(line).append("\n");
    }

    private static String time(Instant at) {
        return TIME.format(at);
    }

    /** On one line, without what a terminal or a header could take for more than text. */
    static String plain(String text) {
        return text.replaceAll("[\\p{Cntrl}\\u2028\\u2029\\u202A-\\u202E\\u2066-\\u2069]+", " ")
                .strip();
    }
}
