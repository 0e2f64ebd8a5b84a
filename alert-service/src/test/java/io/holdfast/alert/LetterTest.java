package io.holdfast.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.alert.Alert;
import io.holdfast.contracts.alert.AlertCause;
import io.holdfast.contracts.alert.AlertItem;
import io.holdfast.contracts.alert.AlertStatus;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LetterTest {
    private static final Instant AT = Instant.parse("2026-03-01T03:10:00Z");
    private static final UUID ID = UUID.fromString("019a0000-0000-7000-8000-000000000001");

    @Test
    void somebody_who_was_asleep_sees_what_and_which_machines_and_since_when_and_what_to_do() {
        Message message = new Message(
                "main",
                AT.plusSeconds(120),
                List.of(new Message.Entry(List.of(NewsKind.Opened), 7, alert("web-01", 7, AlertStatus.Open))),
                0);
        assertThat(Letter.subject(message))
                .isEqualTo("[Holdfast] main: new: Backups of 7 machines failed: The vault's storage is full");
        assertThat(Letter.text(message, "https://holdfast.example.com/")).isEqualTo("""
                Holdfast, vault main, 2026-03-01 03:12 UTC

                NEW, critical: Backups of 7 machines failed: The vault's storage is full
                  since 2026-03-01 03:10 UTC, 7 times
                  - web-01, since 2026-03-01 03:10 UTC: No room is left
                  - and 6 more
                  What to do: Make room.
                  https://holdfast.example.com/#/alerts/019a0000-0000-7000-8000-000000000001
                """);
        assertThat(Letter.text(message, null)).endsWith("  holdfast alert show 019a0000-0000-7000-8000-000000000001\n");
    }

    @Test
    void an_alert_that_came_and_went_is_resolved_news() {
        Message message = new Message(
                "main",
                AT,
                List.of(new Message.Entry(
                        List.of(NewsKind.Opened, NewsKind.Resolved), 1, alert("web-01", 1, AlertStatus.Resolved))),
                0);
        assertThat(Letter.subject(message)).startsWith("[Holdfast] main: resolved: Backup");
        assertThat(Letter.text(message, null)).contains("resolved 2026-03-01 03:11 UTC by service:alert");
        assertThat(Letter.text(message, null)).doesNotContain("What to do");
    }

    @Test
    void a_machines_name_can_become_no_header_and_no_line_of_its_own() {
        String hostile = "web\r\nBcc: everybody@example.com\r\n\r\nhello\u2028there\u202Eexe";
        Message message = new Message(
                "main",
                AT,
                List.of(new Message.Entry(List.of(NewsKind.Opened), 1, alert(hostile, 1, AlertStatus.Open))),
                0);
        assertThat(Letter.subject(message)).doesNotContain("\r", "\n").hasSizeLessThanOrEqualTo(160);
        assertThat(Letter.text(message, null).lines()).noneMatch(line -> line.startsWith("Bcc"));
        assertThat(Letter.text(message, null)).doesNotContain("\r", "\u2028", "\u202E");
    }

    private static Alert alert(String name, long items, AlertStatus status) {
        boolean over = status == AlertStatus.Resolved;
        return new Alert(
                ID,
                "main",
                AlertCause.BackupFailed,
                AlertCause.BackupFailed.severity(),
                status,
                Wording.title(AlertCause.BackupFailed, Group.vault("VaultFull"), items, name),
                "Make room.",
                "VaultFull",
                null,
                null,
                AT,
                AT,
                items,
                items,
                List.of(new AlertItem(new UUID(0, 1), name, AT, "No room is left", null, null)),
                null,
                null,
                null,
                over ? "service:alert" : null,
                over ? AT.plusSeconds(60) : null,
                1);
    }
}
