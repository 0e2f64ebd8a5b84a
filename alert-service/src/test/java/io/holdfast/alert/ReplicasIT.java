package io.holdfast.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.alert.AlertCause;
import io.holdfast.contracts.alert.AlertSeverity;
import io.holdfast.contracts.alert.AlertStatus;
import io.holdfast.contracts.alert.ChangeNotifications;
import io.holdfast.contracts.alert.NotificationMode;
import io.holdfast.contracts.alert.Webhook;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.protection.WatchedItem;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several replicas on the same rows. */
class ReplicasIT {

    @TempDir
    Path folder;

    private Station station;
    private World world;
    private WebhookServer hook;

    @BeforeEach
    void start() {
        station = new Station(folder);
        station.replica();
        station.replica();
        world = station.world;
        world.policy("nightly", Station.daily("22:00"));
        hook = new WebhookServer(station.vertx);
        station.notify(new ChangeNotifications(
                "main",
                NotificationMode.AtOnce,
                List.of(AlertSeverity.values()),
                List.of(),
                List.of(new Webhook(hook.url(), WebhookServer.secret())),
                null));
    }

    @AfterEach
    void stop() {
        hook.close();
        station.close();
    }

    @Test
    void three_replicas_open_one_alert_and_tell_of_it_once() {
        WatchedItem web = world.protect("web-01", "nightly", "lab");
        for (int round = 1; round <= 5; round++) {
            world.backup(web, JobStatus.Failed, ErrorCode.DiskMissing);
            station.only(AlertCause.BackupFailed, 1);
            station.clock.advance(Duration.ofMinutes(1));
            world.backup(web, JobStatus.Completed, null);
            station.none();
            int rounds = round;
            station.until(() -> assertThat(hook.posts().stream()
                            .flatMap(post -> post.json().getJsonObject("data").getJsonArray("entries").stream()))
                    .hasSizeGreaterThanOrEqualTo(rounds));
            station.clock.advance(Duration.ofMinutes(1));
        }
        assertThat(station.alerts()).hasSize(5).allMatch(alert -> alert.count() == 1);
        station.checked();
        assertThat(hook.posts()).extracting(WebhookServer.Post::id).doesNotHaveDuplicates();
        assertThat(opened()).hasSize(5).doesNotHaveDuplicates();
    }

    @Test
    void a_check_that_three_replicas_could_make_finds_everything_once() {
        for (int i = 0; i < 1200; i++) {
            world.protect("m%04d".formatted(i), "nightly", "lab");
        }
        station.clock.set(Station.TONIGHT.plus(Duration.ofHours(2)));
        assertThat(station.only(AlertCause.NeverBackedUp, 1200).count()).isEqualTo(1200);
        station.checked();
        assertThat(station.only(AlertCause.NeverBackedUp, 1200).count()).isEqualTo(1200);
        assertThat(opened()).hasSize(1);
    }

    @Test
    void whatever_happens_in_which_order_alerts_agree_with_the_world_in_the_end() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        List<WatchedItem> fleet = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            fleet.add(world.protect("m%02d".formatted(i), "nightly", "lab"));
        }
        boolean[] failed = new boolean[fleet.size()];
        ErrorCode[] codes = {ErrorCode.VaultFull, ErrorCode.DiskMissing, ErrorCode.FreezeFailed};
        for (int step = 0; step < 300; step++) {
            int i = random.nextInt(fleet.size());
            failed[i] = random.nextBoolean();
            JobStatus end = failed[i] ? JobStatus.Failed : JobStatus.Completed;
            world.backup(fleet.get(i), end, failed[i] ? codes[random.nextInt(codes.length)] : null);
            station.clock.advance(Duration.ofSeconds(random.nextInt(30)));
            if (random.nextInt(20) == 0) {
                station.alerts();
            }
        }
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < failed.length; i++) {
            if (failed[i]) {
                expected.add(fleet.get(i).name());
            }
        }
        station.until(() -> assertThat(station.open().stream()
                        .filter(alert -> alert.status() != AlertStatus.Resolved)
                        .flatMap(alert -> alert.items().stream().map(item -> item.name())))
                .containsAll(expected.subList(0, Math.min(5, expected.size()))));
        station.until(() -> assertThat(station.open().stream()
                        .mapToLong(alert -> alert.itemCount())
                        .sum())
                .isEqualTo(expected.size()));
    }

    private List<String> opened() {
        List<String> opened = new ArrayList<>();
        hook.posts().forEach(post -> post.json()
                .getJsonObject("data")
                .getJsonArray("entries")
                .forEach(it -> {
                    var entry = (JsonObject) it;
                    if (entry.getJsonArray("kinds").contains("Opened")) {
                        opened.add(entry.getJsonObject("alert").getString("id"));
                    }
                }));
        return opened;
    }
}
