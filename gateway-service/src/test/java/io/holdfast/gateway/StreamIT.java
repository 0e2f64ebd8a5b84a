package io.holdfast.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.alert.AlertCause;
import io.holdfast.contracts.alert.AlertChanged;
import io.holdfast.contracts.alert.AlertEndpoints;
import io.holdfast.contracts.alert.AlertSeverity;
import io.holdfast.contracts.alert.AlertStatus;
import io.holdfast.contracts.job.Operation;
import io.holdfast.contracts.protection.ItemChanged;
import io.holdfast.contracts.protection.ProtectionEndpoints;
import io.holdfast.contracts.protection.SkippedRun;
import io.holdfast.gateway.testing.SseClient;
import io.holdfast.platform.testing.PostgresExtension;
import io.holdfast.platform.testing.TestDatabase;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class StreamIT {

    private static final int RING = 50;
    private static final int MAX_REPLAY = 400;

    /** Each test has a vault of its own, so that none sees another's jobs. */
    private final String vault = "vault-" + UUID.randomUUID();

    private static TestGateway gateway;
    private SseClient open;

    @BeforeAll
    static void start(TestDatabase database) throws Exception {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
        JsonObject stream = new JsonObject()
                .put("ringSize", RING)
                .put("maxReplay", MAX_REPLAY)
                .put("heartbeat", "PT0.1S")
                .put("catchUp", "PT0.2S")
                .put("stall", "PT1S");
        gateway = TestGateway.start(database, new JsonObject().put("stream", stream));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @AfterEach
    void closeStream() {
        gateway.jobs.hints = true;
        gateway.jobs.beforeLog = () -> {};
        gateway.jobs.beforeSnapshot = () -> {};
        gateway.jobs.beforeEvents = seq -> {};
        if (open != null) {
            assertThat(open.events())
                    .allSatisfy(event -> assertThat(event.error()).isNull());
            open.close();
            open = null;
        }
    }

    private SseClient stream(String path, Map<String, String> headers) {
        open = gateway.stream(path, headers);
        return open;
    }

    private SseClient following(String path) {
        SseClient stream = stream(path, Map.of());
        await().until(() -> !stream.events("snapshot").isEmpty());
        return stream;
    }

    @Test
    void aNewStreamBeginsWithASnapshotAndItsNumberThenBringsEveryTransitionInOrder() {
        UUID before = gateway.jobs.queued(vault, Operation.Backup);
        SseClient stream = following("/events?vault=" + vault);
        SseClient.Event snapshot = stream.events().get(0);
        assertThat(stream.contentType()).isEqualTo("text/event-stream");
        assertThat(snapshot.type()).isEqualTo("snapshot");
        assertThat(snapshot.data()).contains(before.toString());
        long at = new JsonObject(snapshot.data()).getLong("seq");
        assertThat(snapshot.id()).isEqualTo(Long.toString(at));

        gateway.jobs.started(before);
        gateway.jobs.message(before, "not a transition");
        gateway.jobs.ended(before);

        await().until(() -> stream.ids().size() == 2);
        assertThat(stream.ids()).containsExactly(at + 1, at + 3);
    }

    @Test
    void progressAndItemChangesComeWithoutId() {
        UUID job = gateway.jobs.queued(vault, Operation.Backup);
        SseClient stream = following("/events?vault=" + vault);

        gateway.jobs.progress(job, 41);
        gateway.bus()
                .publish(
                        ProtectionEndpoints.ITEM_CHANGED,
                        new ItemChanged(vault, UUID.randomUUID(), "protected", "Protected"));

        await().until(() ->
                !stream.events("progress").isEmpty() && !stream.events("item").isEmpty());
        assertThat(stream.events("progress").get(0).id()).isNull();
        assertThat(stream.events("item").get(0).id()).isNull();
    }

    @Test
    void aRunThatWasLeftOutIsToldThoughTheItemChangesAtOnceAgain() {
        SseClient stream = following("/events?vault=" + vault);
        UUID item = UUID.randomUUID();
        SkippedRun run = new SkippedRun(Instant.parse("2026-03-01T22:00:00Z"), "BackupInProgress");
        gateway.bus()
                .publish(ProtectionEndpoints.ITEM_CHANGED, new ItemChanged(vault, item, "protected", "Protected", run));
        gateway.bus().publish(ProtectionEndpoints.ITEM_CHANGED, new ItemChanged(vault, item, "protected", "Protected"));

        await().until(() -> stream.events("item").size() == 2);
        assertThat(new JsonObject(stream.events("item").get(0).data()).getJsonObject("skipped"))
                .isEqualTo(new JsonObject().put("at", "2026-03-01T22:00:00Z").put("reason", "BackupInProgress"));
        assertThat(new JsonObject(stream.events("item").get(1).data()).containsKey("skipped"))
                .isFalse();
    }

    @Test
    void alertsComeToReadersOfTheirVaultOnly() {
        SseClient stream = following("/events?vault=" + vault);
        SseClient elsewhere = following("/events?vault=elsewhere");
        UUID alert = UUID.randomUUID();
        gateway.bus()
                .publish(
                        AlertEndpoints.CHANGED,
                        new AlertChanged(
                                alert, vault, AlertCause.BackupFailed, AlertSeverity.Critical, AlertStatus.Open));

        await().until(() -> !stream.events("alert").isEmpty());
        SseClient.Event event = stream.events("alert").get(0);
        assertThat(event.id()).isNull();
        assertThat(new JsonObject(event.data()).getString("alert")).isEqualTo(alert.toString());
        assertThat(elsewhere.events("alert")).isEmpty();
    }

    @Test
    void aReaderResumesWithoutGapOrRepeat() {
        UUID job = gateway.jobs.queued(vault, Operation.Backup);
        long seen = gateway.jobs.newest();
        for (int i = 0; i < 10; i++) {
            gateway.jobs.started(job);
        }

        SseClient stream = stream("/events", Map.of("Last-Event-ID", Long.toString(seen)));

        await().until(() -> stream.ids().size() == 10);
        assertThat(stream.ids()).isEqualTo(range(seen + 1, seen + 10));
        assertThat(stream.events("snapshot")).isEmpty();
        assertThat(stream.events("reset")).isEmpty();
    }

    @Test
    void aReaderResumesFromTheLogWhatMemoryHasForgotten() {
        UUID job = gateway.jobs.queued(vault, Operation.Backup);
        long seen = gateway.jobs.newest();
        int missed = RING * 3;
        for (int i = 0; i < missed; i++) {
            gateway.jobs.started(job);
        }

        SseClient stream = stream("/events?lastEventId=" + seen, Map.of());

        await().until(() -> stream.ids().size() == missed);
        gateway.jobs.ended(job);
        await().until(() -> stream.ids().size() == missed + 1);
        assertThat(stream.ids()).isEqualTo(range(seen + 1, seen + missed + 1));
    }

    @Test
    void anIdTheLogDoesNotKeepAnyMoreGetsAResetAndASnapshot() {
        UUID job = gateway.jobs.queued(vault, Operation.Backup);
        for (int i = 0; i <= MAX_REPLAY; i++) {
            gateway.jobs.started(job);
        }

        SseClient stream = stream("/events?vault=" + vault, Map.of("Last-Event-ID", "0"));

        await().until(() -> stream.events().size() == 2);
        assertThat(stream.events()).extracting(SseClient.Event::type).containsExactly("reset", "snapshot");
        assertThat(stream.events().get(0).data()).isEqualTo("{\"reason\":\"TooOld\"}");
    }

    @Test
    void anIdFromTheFutureOrOfNoLogGetsAResetAndASnapshot() {
        for (String id : List.of("99999999", "no-number", "-1")) {
            SseClient stream = stream("/events?vault=" + vault, Map.of("Last-Event-ID", id));
            await().until(() -> stream.events().size() == 2);
            assertThat(stream.events()).extracting(SseClient.Event::type).containsExactly("reset", "snapshot");
            assertThat(stream.events().get(0).data()).isEqualTo("{\"reason\":\"Unknown\"}");
            closeStream();
        }
    }

    @Test
    void anIdThisGatewayHasNotHeardOfYetIsLookedUpBeforeItIsCalledUnknown() {
        UUID job = gateway.jobs.queued(vault, Operation.Backup);
        gateway.jobs.hints = false;
        gateway.jobs.started(job);
        long newest = gateway.jobs.newest();

        SseClient stream = stream("/events", Map.of("Last-Event-ID", Long.toString(newest)));
        gateway.jobs.ended(job);

        await().until(() -> !stream.ids().isEmpty());
        assertThat(stream.events("reset")).isEmpty();
        assertThat(stream.ids()).containsExactly(newest + 1);
    }

    @Test
    void lostRepeatedAndReorderedHintsOnlyDelay() {
        UUID job = gateway.jobs.queued(vault, Operation.Backup);
        SseClient stream = following("/events?vault=" + vault);
        long at = gateway.jobs.newest();

        gateway.jobs.hints = false;
        for (int i = 0; i < 5; i++) {
            gateway.jobs.started(job);
        }
        gateway.jobs.hint(gateway.jobs.event(at + 4));
        gateway.jobs.hint(gateway.jobs.event(at + 2));
        gateway.jobs.hint(gateway.jobs.event(at + 2));

        await().until(() -> stream.ids().size() == 5);
        assertThat(stream.ids()).isEqualTo(range(at + 1, at + 5));
    }

    @Test
    void filtersAreThoseOfTheJobList() {
        SseClient stream = following("/events?vault=" + vault + "&operation=Backup,Restore&status=Completed");
        long at = gateway.jobs.newest();
        UUID wanted = gateway.jobs.queued(vault, Operation.Backup);
        UUID otherVault = gateway.jobs.queued("away", Operation.Backup);
        UUID otherOperation = gateway.jobs.queued(vault, Operation.Discover);
        gateway.jobs.ended(otherVault);
        gateway.jobs.ended(otherOperation);
        gateway.jobs.ended(wanted);

        await().until(() -> !stream.ids().isEmpty());
        assertThat(stream.ids()).containsExactly(at + 6);
    }

    @Test
    void theStreamOfAJobSaysWhenTheJobIsFinal() {
        UUID job = gateway.jobs.queued(vault, Operation.Backup);
        UUID other = gateway.jobs.queued(vault, Operation.Backup);
        SseClient stream = following("/jobs/" + job + "/stream");
        gateway.jobs.ended(other);
        gateway.jobs.ended(job);

        await().until(() -> !stream.events("end").isEmpty());
        assertThat(stream.events()).extracting(SseClient.Event::type).containsExactly("snapshot", "job", "end");
        assertThat(stream.isClosed()).isFalse();
    }

    @Test
    void theStreamOfAJobThatHasEndedShowsItAndSaysSo() {
        UUID job = gateway.jobs.queued(vault, Operation.Backup);
        gateway.jobs.ended(job);
        SseClient stream = following("/jobs/" + job + "/stream");

        await().until(() -> !stream.events("end").isEmpty());
        assertThat(stream.events()).extracting(SseClient.Event::type).containsExactly("snapshot", "end");
        assertThat(stream.events().get(0).data()).contains("\"Completed\"");
    }

    @Test
    void aReaderOfAJobWhoHasSeenItsEndIsToldAgainThatThisWasTheEnd() {
        UUID job = gateway.jobs.queued(vault, Operation.Backup);
        gateway.jobs.ended(job);

        SseClient stream =
                stream("/jobs/" + job + "/stream", Map.of("Last-Event-ID", Long.toString(gateway.jobs.newest())));

        await().until(() -> !stream.events("end").isEmpty());
        assertThat(stream.events()).hasSize(1);
    }

    @Test
    void aJobsLogIsReadAndThenFollowed() {
        UUID job = gateway.jobs.queued(vault, Operation.Backup);
        gateway.jobs.message(job, "first");
        SseClient stream = stream("/jobs/" + job + "/log", Map.of());
        await().until(() -> stream.events("log").size() == 2);
        gateway.jobs.queued(vault, Operation.Backup);
        gateway.jobs.message(job, "second");
        gateway.jobs.ended(job);

        await().until(() -> !stream.events("end").isEmpty());
        assertThat(stream.events("log"))
                .extracting(event -> new JsonObject(event.data()).getString("message"))
                .containsExactly("Queued", "first", "second", "Ended");
    }

    @Test
    void aJobThatEndsWhileItsStreamBeginsIsSaidToHaveEnded() {
        UUID job = gateway.jobs.queued(vault, Operation.Backup);
        gateway.jobs.beforeSnapshot = once(() -> gateway.jobs.ended(job));
        SseClient stream = following("/jobs/" + job + "/stream");

        await().atMost(Duration.ofSeconds(5)).until(() -> !stream.events("end").isEmpty());
        assertThat(stream.events()).extracting(SseClient.Event::type).containsExactly("snapshot", "end");
    }

    @Test
    void aJobThatEndsWhileItsLogIsReadIsSaidToHaveEnded() {
        UUID job = gateway.jobs.queued(vault, Operation.Backup);
        gateway.jobs.beforeLog = once(() -> gateway.jobs.ended(job));
        SseClient stream = stream("/jobs/" + job + "/log", Map.of());

        await().atMost(Duration.ofSeconds(5)).until(() -> !stream.events("end").isEmpty());
        assertThat(stream.events()).extracting(SseClient.Event::type).containsExactly("log", "log", "end");
    }

    private static Runnable once(Runnable action) {
        AtomicBoolean done = new AtomicBoolean();
        return () -> {
            if (done.compareAndSet(false, true)) {
                action.run();
            }
        };
    }

    @Test
    void aReaderUnderWhomTheLogIsTrimmedIsDisconnectedAndReadsNothingTwice() throws Exception {
        JsonObject stream = new JsonObject().put("ringSize", RING).put("maxReplay", 5_000);
        try (TestGateway own = TestGateway.start(PostgresExtension.create(), new JsonObject().put("stream", stream))) {
            UUID job = own.jobs.queued(vault, Operation.Backup);
            for (int i = 0; i < 1_200; i++) {
                own.jobs.started(job);
            }
            try (SseClient witness = own.stream("/events", Map.of("Last-Event-ID", Long.toString(own.jobs.newest())))) {
                await().until(() -> witness.status() == 200);
            }
            own.jobs.beforeEvents = seq -> {
                if (seq == 1_001) {
                    own.jobs.forgetBefore(1_100);
                }
            };

            try (SseClient reader = own.stream("/events", Map.of("Last-Event-ID", "1"))) {
                await().until(reader::isClosed);
                assertThat(reader.ids()).isSubsetOf(range(2, 1_001)).doesNotHaveDuplicates();
            }
        }
    }

    @Test
    void aSilentStreamIsKeptAliveByComments() {
        SseClient stream = following("/events?vault=nobody");
        int before = stream.comments();

        await().until(() -> stream.comments() > before + 2);
    }

    @Test
    void aReaderThatTakesNothingIsDisconnectedAndResumes() {
        UUID job = gateway.jobs.queued(vault, Operation.Backup);
        SseClient slow = gateway.stream("/events?vault=" + vault);
        await().until(() -> !slow.events("snapshot").isEmpty());
        // one who wants none of the many events sees by the last one that the gateway has taken them all
        String elsewhere = vault + "-elsewhere";
        SseClient witness = gateway.stream("/events?vault=" + elsewhere);
        await().until(() -> !witness.events("snapshot").isEmpty());
        slow.pause();
        long at = gateway.jobs.newest();
        int many = 2_000;
        String text = "x".repeat(4_000);
        for (int i = 0; i < many; i++) {
            gateway.jobs.started(job, text);
        }
        gateway.jobs.queued(elsewhere, Operation.Backup);
        await().until(() -> !witness.ids().isEmpty());
        witness.close();
        slow.resume();
        await().until(slow::isClosed);
        assertThat(slow.ids()).as("what was on its way, not all there was").hasSizeLessThan(many);
        slow.close();
        long last = slow.ids().isEmpty() ? at : slow.ids().get(slow.ids().size() - 1);

        SseClient again = stream("/events", Map.of("Last-Event-ID", Long.toString(last)));

        await().until(() -> !again.events().isEmpty());
        if (again.events("reset").isEmpty()) {
            await().until(() -> again.ids().size() == at + many - last);
            assertThat(again.ids()).isEqualTo(range(last + 1, at + many));
        }
    }

    @Test
    void manyReadersCostTheJobServiceNothing() {
        following("/events?vault=" + vault);
        UUID job = gateway.jobs.queued(vault, Operation.Backup);
        long at = gateway.jobs.newest();
        int snapshots = gateway.jobs.snapshots.get();
        List<SseClient> readers = IntStream.range(0, 100)
                .mapToObj(i -> gateway.stream("/events", Map.of("Last-Event-ID", Long.toString(at))))
                .toList();
        await().until(() -> readers.stream().allMatch(reader -> reader.status() == 200));
        for (int i = 0; i < 20; i++) {
            gateway.jobs.started(job);
        }

        await().until(() -> readers.stream().allMatch(reader -> reader.ids().size() == 20));
        assertThat(readers).allSatisfy(reader -> assertThat(reader.ids()).isEqualTo(range(at + 1, at + 20)));
        assertThat(gateway.jobs.snapshots.get()).isEqualTo(snapshots);
        readers.forEach(SseClient::close);
    }

    @Test
    void whatCanBeRefusedIsRefusedBeforeTheStreamBegins() {
        assertThat(gateway.http().get("/jobs/" + UUID.randomUUID() + "/stream").code())
                .isEqualTo("JobNotFound");
        assertThat(gateway.http().get("/events?status=Done").code()).isEqualTo("InvalidRequest");
        assertThat(gateway.http().withToken(null).get("/events").code()).isEqualTo("Unauthorized");
    }

    private static List<Long> range(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }
}
