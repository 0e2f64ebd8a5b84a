package io.holdfast.alert;

import static io.holdfast.platform.testing.ServiceHarness.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import io.holdfast.contracts.Caller;
import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.FieldError;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.alert.AlertCause;
import io.holdfast.contracts.alert.AlertEndpoints;
import io.holdfast.contracts.alert.AlertSeverity;
import io.holdfast.contracts.alert.ChangeNotifications;
import io.holdfast.contracts.alert.Delivery;
import io.holdfast.contracts.alert.DeliveryStatus;
import io.holdfast.contracts.alert.NotificationMode;
import io.holdfast.contracts.alert.NotificationSettings;
import io.holdfast.contracts.alert.NotificationTest;
import io.holdfast.contracts.alert.Webhook;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.protection.VaultName;
import io.holdfast.contracts.protection.WatchedItem;
import io.vertx.core.json.JsonObject;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is told what, and when; a real SMTP server, a real HTTP server. */
class NotificationsIT {
    private static final Caller ANNA = new Caller("anna");
    private static final List<AlertSeverity> ALL = List.of(AlertSeverity.values());

    @TempDir
    Path folder;

    private GreenMail mail;
    private Station station;
    private World world;
    private WebhookServer hook;

    @BeforeEach
    void start() {
        mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        mail.start();
        station = new Station(
                folder,
                new JsonObject()
                        .put(
                                "smtp",
                                new JsonObject()
                                        .put("host", "127.0.0.1")
                                        .put("port", mail.getSmtp().getPort())
                                        .put("security", "none")
                                        .put("from", "holdfast@example.com")));
        world = station.world;
        world.policy("nightly", Station.daily("22:00"));
        hook = new WebhookServer(station.vertx);
    }

    @AfterEach
    void stop() {
        hook.close();
        station.close();
        mail.stop();
    }

    @Test
    void a_failed_backup_is_mailed_and_posted_and_so_is_its_end() throws Exception {
        tell(NotificationMode.AtOnce, ALL, List.of("ops@example.com"), hook());
        WatchedItem web = world.protect("web-01", "nightly", "lab");
        world.backup(web, JobStatus.Failed, ErrorCode.DiskMissing);

        MimeMessage news = mails(1).get(0);
        assertThat(news.getSubject())
                .isEqualTo("[Holdfast] main: new: Backup of shop/web-01 failed: A disk of the machine is missing");
        assertThat(news.getFrom()[0]).hasToString("holdfast@example.com");
        assertThat(news.getAllRecipients()).singleElement().hasToString("ops@example.com");
        assertThat(news.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(GreenMailUtil.getBody(news)).contains("NEW, critical", "- shop/web-01, since 2026-03-01 12:00 UTC");

        station.until(() -> assertThat(hook.posts()).hasSize(1));
        WebhookServer.Post post = hook.posts().get(0);
        assertThat(post.signed()).isTrue();
        assertThat(post.headers()).containsEntry("content-type", "application/json");
        assertThat(post.json().getString("type")).isEqualTo("alerts");
        JsonObject entry =
                post.json().getJsonObject("data").getJsonArray("entries").getJsonObject(0);
        assertThat(entry.getJsonArray("kinds")).containsExactly("Opened");
        assertThat(entry.getJsonObject("alert").getString("cause")).isEqualTo("BackupFailed");

        station.clock.advance(Duration.ofMinutes(1));
        world.backup(web, JobStatus.Completed, null);
        assertThat(mails(2).get(1).getSubject()).startsWith("[Holdfast] main: resolved: Backup of shop/web-01 failed");
    }

    @Test
    void a_dead_subscription_with_a_hundred_items_is_one_mail() throws Exception {
        tell(NotificationMode.AtOnce, ALL, List.of("ops@example.com"));
        List<WatchedItem> fleet = IntStream.range(0, 100)
                .mapToObj(i -> world.protect("m%03d".formatted(i), "nightly", "lab"))
                .toList();
        fleet.forEach(item -> world.backup(item, JobStatus.Failed, ErrorCode.FabricUnavailable));
        world.kill("lab");
        station.only(AlertCause.SourceGone, 100);
        assertThat(mails(1).get(0).getSubject())
                .matches("\\[Holdfast] main: new: Subscription lab cannot be reached: no backups of .*");
        station.checked();
        station.checked();
        assertThat(mail.getReceivedMessages()).hasSize(1);
    }

    @Test
    void a_digest_is_one_mail_an_hour_with_everything_and_none_without_news() throws Exception {
        tell(NotificationMode.HourlyDigest, ALL, List.of("ops@example.com"));
        WatchedItem web = world.protect("web-01", "nightly", "lab");
        WatchedItem db = world.protect("db-01", "nightly", "lab");
        world.backup(web, JobStatus.Failed, ErrorCode.DiskMissing);
        station.until(() -> assertThat(station.open()).hasSize(1));
        station.clock.advance(Duration.ofMinutes(20));
        world.backup(web, JobStatus.Completed, null);
        world.backup(db, JobStatus.Failed, ErrorCode.FreezeFailed);
        station.until(() -> assertThat(station.alerts()).hasSize(2));
        station.only(AlertCause.BackupFailed, 1);
        assertThat(station.deliveries()).isEmpty();

        station.clock.advance(Duration.ofMinutes(40));
        MimeMessage digest = mails(1).get(0);
        assertThat(digest.getSubject()).endsWith("(and 1 more)");
        assertThat(GreenMailUtil.getBody(digest))
                .contains(
                        "NEW, critical: Backup of shop/db-01 failed",
                        "RESOLVED, critical: Backup of shop/web-01 failed");
        station.clock.advance(Duration.ofHours(1));
        station.checked();
        assertThat(mail.getReceivedMessages()).hasSize(1);
    }

    @Test
    void severities_nobody_asked_for_are_told_to_nobody() {
        tell(NotificationMode.AtOnce, List.of(AlertSeverity.Critical), List.of("ops@example.com"));
        WatchedItem web = world.protect("web-01", "nightly", "lab");
        world.lose(web);
        station.checkAgain();
        station.only(AlertCause.SourceGone, 1);
        station.checked();
        assertThat(station.deliveries()).isEmpty();
    }

    @Test
    void a_mail_server_that_is_dead_delays_no_alert_and_loses_no_mail() throws Exception {
        tell(NotificationMode.AtOnce, ALL, List.of("ops@example.com"), hook());
        int port = mail.getSmtp().getPort();
        mail.stop();
        WatchedItem web = world.protect("web-01", "nightly", "lab");
        world.backup(web, JobStatus.Failed, ErrorCode.DiskMissing);
        station.only(AlertCause.BackupFailed, 1);
        station.until(() -> assertThat(hook.posts()).hasSize(1));
        station.until(() -> assertThat(mailDelivery().lastError()).isNotNull());
        assertThat(mailDelivery().status()).isEqualTo(DeliveryStatus.Pending);

        mail = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        mail.start();
        station.clock.advance(Duration.ofMinutes(1));
        assertThat(mails(1)).hasSize(1);
        station.until(() -> assertThat(mailDelivery().status()).isEqualTo(DeliveryStatus.Delivered));
    }

    @Test
    void a_receiver_that_fails_is_tried_again_for_a_day_under_the_same_id_and_then_given_up_for_all_to_see() {
        tell(NotificationMode.AtOnce, ALL, List.of(), hook());
        hook.answer(500);
        WatchedItem web = world.protect("web-01", "nightly", "lab");
        world.backup(web, JobStatus.Failed, ErrorCode.DiskMissing);
        station.until(() -> assertThat(hook.posts()).hasSize(1));
        station.until(() -> assertThat(hookDelivery().lastError()).isEqualTo("Answered 500"));
        for (int attempts = 2; attempts < 6; attempts++) {
            int least = attempts;
            station.clock.advance(Duration.ofMinutes(10));
            station.until(() -> assertThat(hook.posts()).hasSizeGreaterThanOrEqualTo(least));
        }
        station.clock.advance(Duration.ofHours(24));
        station.until(() -> assertThat(station.deliveries())
                .anyMatch(it ->
                        it.status() == DeliveryStatus.GivenUp && it.lastError().equals("Answered 500")));
        assertThat(hook.posts().subList(0, 5))
                .extracting(WebhookServer.Post::id)
                .containsOnly(hook.posts().get(0).id());
        assertThat(hook.posts()).allMatch(WebhookServer.Post::signed);
    }

    @Test
    void redirects_are_not_followed() {
        tell(NotificationMode.AtOnce, ALL, List.of(), hook());
        hook.answer(307);
        NotificationTest test = test();
        assertThat(test.ok()).isFalse();
        assertThat(test.outcomes()).singleElement().satisfies(outcome -> assertThat(outcome.message())
                .isEqualTo("Answered 307"));
        assertThat(hook.elsewhere()).isEmpty();
    }

    @Test
    void a_test_says_of_each_target_what_became_of_it() {
        Webhook nobody = new Webhook("http://127.0.0.1:1/hook", WebhookServer.secret());
        tell(NotificationMode.AtOnce, ALL, List.of("ops@example.com"), hook(), nobody);
        NotificationTest test = test();
        assertThat(test.ok()).isFalse();
        assertThat(test.outcomes())
                .extracting(NotificationTest.Outcome::message)
                .containsExactly("Taken by 127.0.0.1", "Answered 204", "127.0.0.1 cannot be connected to");
        assertThat(hook.posts()).singleElement().satisfies(post -> {
            assertThat(post.signed()).isTrue();
            assertThat(post.json().getString("type")).isEqualTo("test");
        });
        assertThat(mail.getReceivedMessages()).hasSize(1);
    }

    @Test
    void a_test_that_reaches_nobody_is_not_passed() {
        tell(NotificationMode.AtOnce, ALL, List.of());
        assertThat(test()).isEqualTo(new NotificationTest(false, List.of()));
    }

    @Test
    void secrets_never_come_back_and_stay_when_they_are_not_sent_again() {
        NotificationSettings set = tell(NotificationMode.AtOnce, ALL, List.of(), hook());
        assertThat(set.webhooks()).containsExactly(new Webhook(hook.url(), null));
        tell(NotificationMode.HourlyDigest, ALL, List.of("ops@example.com"), new Webhook(hook.url(), null));
        assertThat(test().ok()).isTrue();
        assertThat(hook.posts()).allMatch(WebhookServer.Post::signed);
        assertThat(test().outcomes()).hasSize(2);
    }

    @Test
    void settings_that_make_no_sense_are_refused_field_by_field() {
        assertThatThrownBy(() -> tell(
                        NotificationMode.AtOnce,
                        List.of(),
                        List.of("ops@example.com\r\nBcc: x@example.com", "ops"),
                        new Webhook("ftp://example.com", null),
                        new Webhook("http://169.254.169.254/latest", WebhookServer.secret())))
                .isInstanceOfSatisfying(HoldfastException.class, refused -> assertThat(
                                refused.failure().errors())
                        .extracting(FieldError::pointer)
                        .containsExactly(
                                "/severities",
                                "/recipients/0",
                                "/recipients/1",
                                "/webhooks/0/url",
                                "/webhooks/0/secret",
                                "/webhooks/1/url"));
        assertThatThrownBy(() -> station.notify(
                        new ChangeNotifications("main", NotificationMode.AtOnce, ALL, List.of(), List.of(), 7L)))
                .isInstanceOfSatisfying(HoldfastException.class, refused -> assertThat(refused.code())
                        .isEqualTo(ErrorCode.VersionMismatch));
        assertThatThrownBy(() -> station.notify(
                        new ChangeNotifications("nowhere", NotificationMode.AtOnce, ALL, List.of(), List.of(), null)))
                .isInstanceOfSatisfying(HoldfastException.class, refused -> assertThat(refused.code())
                        .isEqualTo(ErrorCode.VaultNotFound));
    }

    @Test
    void who_is_not_to_be_told_any_more_is_not() {
        tell(NotificationMode.AtOnce, ALL, List.of(), hook());
        hook.answer(500);
        WatchedItem web = world.protect("web-01", "nightly", "lab");
        world.backup(web, JobStatus.Failed, ErrorCode.DiskMissing);
        station.until(() -> assertThat(hookDelivery().lastError()).isNotNull());
        tell(NotificationMode.AtOnce, ALL, List.of());
        int posts = hook.posts().size();
        station.clock.advance(Duration.ofMinutes(1));
        station.until(() -> assertThat(hookDelivery().status()).isEqualTo(DeliveryStatus.GivenUp));
        assertThat(hook.posts()).hasSize(posts);
    }

    private Webhook hook() {
        return new Webhook(hook.url(), WebhookServer.secret());
    }

    private NotificationSettings tell(
            NotificationMode mode, List<AlertSeverity> severities, List<String> recipients, Webhook... webhooks) {
        return station.notify(
                new ChangeNotifications("main", mode, severities, recipients, Arrays.asList(webhooks), null));
    }

    private NotificationTest test() {
        return await(station.bus()
                .call(AlertEndpoints.NOTIFICATIONS_TEST, VaultName.of("main"), ANNA, Duration.ofSeconds(40)));
    }

    private List<MimeMessage> mails(int count) throws MessagingException {
        station.until(() -> assertThat(mail.getReceivedMessages()).hasSize(count));
        return List.of(mail.getReceivedMessages());
    }

    private Delivery mailDelivery() {
        return delivery("ops@example.com");
    }

    private Delivery hookDelivery() {
        return delivery(hook.url());
    }

    private Delivery delivery(@Nullable String target) {
        return station.deliveries().stream()
                .filter(it -> it.target().equals(target))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no delivery to " + target));
    }
}
