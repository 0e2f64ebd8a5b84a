package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineIT {
    private static final String TWO_WEBS = """
            {"items":[
              {"id":"0198c0de-0000-7000-8000-000000000001","name":"web-01","cloudService":"shop"},
              {"id":"0198c0de-0000-7000-8000-000000000002","name":"web-01","cloudService":"office"},
              {"id":"0198c0de-0000-7000-8000-000000000003","name":"web-010","cloudService":"shop"}]}
            """;
    private static final String JOB = "0198c0de-0000-7000-8000-00000000000a";

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private FakeApi api;

    @BeforeEach
    void start() throws IOException {
        api = new FakeApi();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void lists_are_tables_for_people() {
        api.answer(
                "GET /api/v1/vaults",
                200,
                "{\"items\":[{\"name\":\"main\",\"region\":\"cellar\",\"chunkSize\":262144}]}");
        assertThat(run("vault", "list")).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).containsPattern("NAME +REGION").containsPattern("main +cellar .*256.0 KiB");
    }

    @Test
    void lists_are_documents_for_programs() {
        api.answer("GET /api/v1/vaults", 200, "{\"items\":[{\"name\":\"main\"}]}");
        assertThat(run("vault", "list", "--output", "json")).isEqualTo(ExitCode.OK);
        assertThat(out.toString().replaceAll("\\s", "")).isEqualTo("[{\"name\":\"main\"}]");
        out.getBuffer().setLength(0);
        run("vault", "list", "--output", "yaml");
        assertThat(out.toString().strip()).isEqualTo("- name: main");
    }

    @Test
    void a_list_is_followed_page_after_page() {
        api.answer("GET /api/v1/vaults", 200, "{\"items\":[{\"name\":\"first\"}],\"nextCursor\":\"more\"}");
        api.answer("GET /api/v1/vaults?limit=500&cursor=more", 200, "{\"items\":[{\"name\":\"second\"}]}");
        run("vault", "list");
        assertThat(out.toString()).contains("first", "second");
    }

    @Test
    void a_name_that_fits_two_items_is_refused_with_the_candidates() {
        api.answer("GET /api/v1/vaults/main/protected-items", 200, TWO_WEBS);
        assertThat(run("item", "show", "web-01", "--vault", "main")).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(err.toString())
                .contains("More than one")
                .contains("shop/web-01  0198c0de-0000-7000-8000-000000000001")
                .contains("office/web-01")
                .doesNotContain("web-010");
    }

    @Test
    void the_cloud_service_tells_items_of_one_name_apart() {
        api.answer("GET /api/v1/vaults/main/protected-items", 200, TWO_WEBS);
        api.answer(
                "POST /api/v1/vaults/main/protected-items/0198c0de-0000-7000-8000-000000000002/backups",
                202,
                "{\"jobs\":[\"" + JOB + "\"]}");
        assertThat(run("backup", "start", "office/web-01", "--vault", "main")).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("Job " + JOB + " accepted");
    }

    @Test
    void the_only_vault_need_not_be_named_but_of_two_one_must() {
        api.answer("GET /api/v1/vaults", 200, "{\"items\":[{\"name\":\"main\"}]}");
        api.answer("GET /api/v1/vaults/main/protected-items", 200, "{\"items\":[]}");
        assertThat(run("item", "list")).isEqualTo(ExitCode.OK);
        api.answer("GET /api/v1/vaults", 200, "{\"items\":[{\"name\":\"main\"},{\"name\":\"other\"}]}");
        assertThat(run("item", "list")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("main, other");
    }

    @Test
    void a_refusal_says_what_is_wrong_where_and_what_to_do() {
        api.answer("POST /api/v1/vaults", 422, """
                {"code":"InvalidField","title":"A field's value is refused","detail":"name is too short",
                 "errors":[{"pointer":"/name","code":"TooShort","message":"at least 3 characters"}],
                 "recommendations":["Correct the fields named in errors."]}
                """);
        assertThat(run("vault", "create", "x", "--region", "cellar")).isEqualTo(ExitCode.REFUSED);
        assertThat(err.toString())
                .contains("[InvalidField]")
                .contains("- /name: at least 3 characters")
                .contains("→ Correct");
    }

    @Test
    void alerts_are_listed_unless_they_are_resolved_and_shown_with_their_machines() {
        var alert = "0198c0de-0000-7000-8000-00000000000b";
        var document = """
                {"id":"%s","vault":"main","severity":"Critical","status":"Open","title":"Backup of web-01 failed","itemCount":1,
                 "recommendation":"Make room.","firstSeenAt":"2026-03-01T12:00:00Z","lastSeenAt":"2026-03-01T12:00:00Z","count":1}
                """.formatted(alert);
        api.answer("GET /api/v1/alerts", 200, "{\"items\":[" + document + "]}");
        assertThat(run("alert", "list")).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).containsPattern("Critical +Open +.*main +1 +Backup of web-01 failed");
        assertThat(api.requests).anyMatch(request -> request.uri().contains("status=Open,Acknowledged"));
        api.answer("GET /api/v1/alerts/" + alert, 200, document);
        api.answer(
                "GET /api/v1/alerts/" + alert + "/items",
                200,
                "{\"items\":[{\"name\":\"web-01\",\"since\":\"2026-03-01T12:00:00Z\",\"detail\":\"No room is left\"}]}");
        assertThat(run("alert", "show", alert)).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).containsPattern("What to do +Make room").containsPattern("web-01 .*No room is left");
        api.answer("POST /api/v1/alerts/" + alert + "/acknowledge", 200, document);
        assertThat(run("alert", "acknowledge", alert, "--note", "ordered")).isEqualTo(ExitCode.OK);
        api.answer("POST /api/v1/alerts/" + alert + "/resolve", 200, document);
        assertThat(run("alert", "resolve", alert)).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("Resolved: Backup of web-01 failed");
    }

    @Test
    void a_webhook_is_added_beside_those_there_are_and_its_secret_comes_from_a_file() throws IOException {
        api.answer("GET /api/v1/vaults/main/notifications", 200, """
                {"vault":"main","mode":"AtOnce","severities":["Critical"],"recipients":["ops@example.com"],
                 "webhooks":[{"url":"https://a"}],"mailPossible":false,"version":3}
                """);
        api.answer("PUT /api/v1/vaults/main/notifications", 200, "{\"vault\":\"main\"}");
        var secret = Files.writeString(folder.resolve("secret"), "whsec_x\n");
        assertThat(run(
                        "notification",
                        "set",
                        "--vault",
                        "main",
                        "--mode",
                        "HourlyDigest",
                        "--add-webhook",
                        "https://b",
                        "--secret-file",
                        secret.toString()))
                .isEqualTo(ExitCode.OK);
        assertThat(api.requests.get(api.requests.size() - 1).body())
                .contains("\"mode\":\"HourlyDigest\"", "\"recipients\":[\"ops@example.com\"]")
                .contains("\"webhooks\":[{\"url\":\"https://a\"},{\"url\":\"https://b\",\"secret\":\"whsec_x\"}]");
        assertThat(run("notification", "set", "--vault", "main", "--add-webhook", "https://b"))
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void a_test_of_notifications_fails_when_somebody_was_not_reached() {
        api.answer("POST /api/v1/vaults/main/notifications/test", 200, """
                {"ok":false,"outcomes":[{"channel":"Mail","target":"ops@example.com","ok":false,"message":"No mail server is configured"}]}
                """);
        assertThat(run("notification", "test", "--vault", "main")).isEqualTo(ExitCode.FAILED);
        assertThat(out.toString()).containsPattern("Mail +ops@example.com +no +No mail server is configured");
    }

    @Test
    void exit_codes_tell_failures_apart() {
        api.answer("GET /api/v1/vaults/a", 404, "{\"code\":\"VaultNotFound\"}");
        api.answer("GET /api/v1/vaults/b", 401, "{\"code\":\"Unauthorized\"}");
        api.answer("GET /api/v1/vaults/c", 503, "{\"code\":\"ServiceUnavailable\"}");
        assertThat(run("vault", "show", "a")).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(run("vault", "show", "b")).isEqualTo(ExitCode.NOT_ALLOWED);
        assertThat(run("vault", "show", "c")).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(run("vault", "show")).isEqualTo(ExitCode.USAGE);
        api.close();
        assertThat(run("vault", "show", "a")).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(err.toString()).contains("Is the server running?");
    }

    @Test
    void waiting_follows_the_stream_to_the_jobs_end_and_fails_with_it() {
        api.answer("GET /api/v1/vaults/main/protected-items", 200, TWO_WEBS);
        var item = "0198c0de-0000-7000-8000-000000000001";
        api.answer(
                "POST /api/v1/vaults/main/protected-items/" + item + "/backups", 202, "{\"jobs\":[\"" + JOB + "\"]}");
        api.answer(
                "GET /api/v1/jobs/" + JOB,
                200,
                "{\"id\":\"" + JOB
                        + "\",\"operation\":\"Backup\",\"status\":\"Failed\",\"item\":{\"name\":\"web-01\",\"cloudService\":\"shop\"},"
                        + "\"error\":{\"code\":\"DiskMissing\",\"message\":\"disk system is missing\",\"recommendations\":[\"Put it back.\"]}}");
        api.stream("/api/v1/vaults/main/jobs/stream", "retry: 3000\n\nid: 1\nevent: snapshot\ndata: {}\n\n");
        assertThat(run("backup", "start", "shop/web-01", "--vault", "main", "--wait"))
                .isEqualTo(ExitCode.FAILED);
        assertThat(out.toString())
                .contains("✗ Backup")
                .contains("DiskMissing: disk system is missing")
                .contains("→ Put it back.");
    }

    @Test
    void settings_keep_their_types() {
        api.answer("POST /api/v1/subscriptions", 201, "{\"name\":\"sim\"}");
        run(
                "subscription",
                "create",
                "sim",
                "--fabric",
                "simulated",
                "--region",
                "r",
                "--set",
                "machines=10",
                "--set",
                "path=/srv/m");
        assertThat(api.requests.get(0).body()).contains("\"machines\":10").contains("\"path\":\"/srv/m\"");
        assertThat(api.requests.get(0).headers()).containsKey("Idempotency-key");
    }

    @Test
    void a_vault_lies_where_it_is_told_to_in_a_bucket_or_in_a_folder() {
        api.answer("POST /api/v1/vaults", 201, "{\"name\":\"main\"}");
        assertThat(run("vault", "create", "main", "--region", "r", "--store", "s3://backups/home"))
                .isEqualTo(ExitCode.OK);
        assertThat(run("vault", "create", "main", "--region", "r", "--store", "tank/home"))
                .isEqualTo(ExitCode.OK);
        assertThat(run("vault", "create", "main", "--region", "r")).isEqualTo(ExitCode.OK);

        assertThat(api.requests.get(0).body()).contains("\"store\":{\"kind\":\"s3\",\"path\":\"backups/home\"}");
        assertThat(api.requests.get(1).body()).contains("\"store\":{\"kind\":\"directory\",\"path\":\"tank/home\"}");
        assertThat(api.requests.get(2).body()).doesNotContain("store");
    }

    @Test
    void a_subscription_needs_no_settings() {
        api.answer("POST /api/v1/subscriptions", 201, "{\"name\":\"sim\"}");
        assertThat(run("subscription", "create", "sim", "--fabric", "simulated", "--region", "r"))
                .isEqualTo(ExitCode.OK);
        assertThat(api.requests.get(0).body()).contains("\"settings\":{}");
    }

    @Test
    void a_subscription_is_shown_with_its_settings() {
        api.answer("GET /api/v1/subscriptions/home", 200, "{\"name\":\"home\",\"settings\":{\"path\":\"/srv/m\"}}");
        run("subscription", "show", "home");
        assertThat(out.toString()).containsPattern("SETTINGS +path=/srv/m");
    }

    @Test
    void a_changed_policy_keeps_what_is_not_given() {
        var policy = "/api/v1/vaults/main/policies/nightly";
        api.answer("GET " + policy, 200, """
                {"name":"nightly","version":4,"schedules":[{"kind":"Daily","times":["02:00"],"days":[],"timeZone":"Europe/Berlin","jitter":"PT5M"}],
                 "retention":{"daily":{"days":7},"monthly":{"months":6}}}
                """);
        api.answer("PUT " + policy, 202, "{\"jobs\":[]}");
        assertThat(run("policy", "change", "nightly", "--vault", "main", "--daily-at", "03:00"))
                .isEqualTo(ExitCode.OK);
        assertThat(run("policy", "change", "nightly", "--vault", "main", "--keep-days", "9"))
                .isEqualTo(ExitCode.OK);
        assertThat(api.requests.get(1).body())
                .contains("\"times\":[\"03:00\"]")
                .contains("\"jitter\":\"PT5M\"")
                .contains("\"timeZone\":\"Europe/Berlin\"")
                .contains("\"days\":7")
                .contains("\"months\":6");
        assertThat(api.requests.get(3).body()).contains("\"times\":[\"02:00\"]").contains("\"days\":9");
        assertThat(api.requests.get(3).headers().get("If-match"))
                .as("nobody else's change is overwritten")
                .containsExactly("\"4\"");
    }

    @Test
    void a_policy_file_says_all_so_options_beside_it_are_refused() throws IOException {
        var file = Files.writeString(folder.resolve("p.yaml"), "schedules: []\nretention: {}\n");
        for (String option : List.of("--keep-days=3", "--keep-weeks=3", "--time-zone=UTC", "--daily-at=03:00")) {
            assertThat(run("policy", "change", "p", "--vault", "main", "-f", file.toString(), option))
                    .isEqualTo(ExitCode.USAGE);
            assertThat(run("policy", "create", "p", "--vault", "main", "-f", file.toString(), option))
                    .isEqualTo(ExitCode.USAGE);
        }
        assertThat(err.toString()).contains("--file says all of a policy");
        assertThat(api.requests).isEmpty();
    }

    @Test
    void an_hourly_schedule_in_a_file_needs_no_times() throws IOException {
        var file = Files.writeString(folder.resolve("p.yaml"), """
                schedules: [{ kind: Hourly, timeZone: UTC, hourly: { every: 4, from: "08:00", hours: 12 } }]
                retention: { daily: { days: 3 } }
                """);
        api.answer("POST /api/v1/vaults/main/policies", 201, "{\"name\":\"p\"}");
        assertThat(run("policy", "create", "p", "--vault", "main", "-f", file.toString()))
                .isEqualTo(ExitCode.OK);
        assertThat(api.requests.get(0).body()).contains("\"times\":[]");
    }

    @Test
    void weeks_are_added_to_a_policy_for_the_days_of_its_weekly_schedules() {
        var policy = "/api/v1/vaults/main/policies/nightly";
        api.answer("GET " + policy, 200, """
                {"name":"nightly","version":4,"schedules":[{"kind":"Weekly","times":["02:00"],"days":["Friday"],"timeZone":"UTC"}],
                 "retention":{"daily":{"days":7}}}
                """);
        api.answer("PUT " + policy, 202, "{\"jobs\":[]}");
        assertThat(run("policy", "change", "nightly", "--vault", "main", "--keep-weeks", "8"))
                .isEqualTo(ExitCode.OK);
        assertThat(api.requests.get(1).body()).contains("\"weekly\":{\"weeks\":8,\"weekdays\":[\"Friday\"]}");
        assertThat(out.toString()).contains("Policy nightly changed. No item uses it.");
    }

    @Test
    void the_hint_how_to_undo_the_deletion_of_the_latest_point_names_that_point() {
        var item = "/api/v1/vaults/main/protected-items/" + JOB;
        var point = "0198c0de-0000-7000-8000-0000000000aa";
        api.answer("GET " + item + "/recovery-points", 200, "{\"items\":[{\"id\":\"" + point + "\"}]}");
        api.answer("DELETE " + item + "/recovery-points/" + point, 202, "{\"jobs\":[]}");
        assertThat(run("point", "delete", JOB, "latest", "--vault", "main")).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("holdfast point undelete " + JOB + " " + point);
    }

    @Test
    void to_resume_what_runs_does_nothing() {
        var item = "/api/v1/vaults/main/protected-items/" + JOB;
        api.answer(
                "GET " + item,
                200,
                "{\"name\":\"web-01\",\"cloudService\":\"shop\",\"status\":\"Protected\",\"paused\":false}");
        assertThat(run("item", "resume", JOB, "--vault", "main")).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("shop/web-01 is neither paused nor stopped: nothing to resume");
        assertThat(api.requests).hasSize(1);
    }

    @Test
    void a_policy_is_made_of_several_schedules_as_people_write_them() throws IOException {
        api.answer("POST /api/v1/vaults/main/policies", 201, "{\"name\":\"often\"}");
        assertThat(run(
                        "policy",
                        "create",
                        "often",
                        "--vault",
                        "main",
                        "--time-zone",
                        "Europe/Berlin",
                        "--schedule",
                        "daily 06:00,18:30",
                        "--schedule",
                        "weekly Sun,wednesday 22:00",
                        "--schedule",
                        "hourly every 4h from 08:00 for 12h",
                        "--keep-days",
                        "7",
                        "--keep-weeks",
                        "8"))
                .isEqualTo(ExitCode.OK);
        assertThat(Json.mapper().readTree(api.requests.get(0).body()))
                .isEqualTo(Json.mapper().readTree("""
                        {"schedules":[
                          {"kind":"Daily","times":["06:00","18:30"],"days":[],"timeZone":"Europe/Berlin"},
                          {"kind":"Weekly","times":["22:00"],"days":["Sunday","Wednesday"],"timeZone":"Europe/Berlin"},
                          {"kind":"Hourly","times":[],"days":[],"timeZone":"Europe/Berlin","hourly":{"every":4,"from":"08:00","hours":12}}],
                         "retention":{"daily":{"days":7},"weekly":{"weekdays":["Sunday","Wednesday"],"weeks":8}},
                         "name":"often"}
                        """));
    }

    @Test
    void what_is_not_a_schedule_is_refused_with_what_is() {
        assertThat(run("policy", "create", "p", "--vault", "main", "--schedule", "now and then"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(run("policy", "create", "p", "--vault", "main", "--schedule", "weekly Sunnyday 10:00"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(run("policy", "create", "p", "--vault", "main", "--schedule", "weekly Sun 10:00"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .contains("'now and then' is not a schedule. Write 'daily HH:mm[,…]'")
                .contains("'Sunnyday' is not a weekday")
                .contains("Weekly schedules need --keep-weeks");
    }

    @Test
    void a_policys_schedules_are_listed_in_words_and_none_is_lost_by_accident() {
        var policy = """
                {"name":"often","version":4,"retention":{"daily":{"days":7}},"schedules":[
                  {"kind":"Weekly","times":["22:00"],"days":["Sunday"],"timeZone":"UTC"},
                  {"kind":"Hourly","times":[],"days":[],"timeZone":"UTC","hourly":{"every":4,"from":"08:00","hours":12}}]}
                """;
        api.answer("GET /api/v1/vaults/main/policies", 200, "{\"items\":[" + policy + "]}");
        api.answer("GET /api/v1/vaults/main/policies/often", 200, policy);
        assertThat(run("policy", "list", "--vault", "main")).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("weekly Sun 22:00; hourly every 4h from 08:00 for 12h UTC");
        assertThat(run("policy", "change", "often", "--vault", "main", "--daily-at", "10:00"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("has several schedules").contains("--schedule");
    }

    @Test
    void policies_and_items_are_paused_and_resumed() {
        var policy = "/api/v1/vaults/main/policies/nightly/pause";
        api.answer("PUT " + policy, 200, "{\"name\":\"nightly\",\"paused\":true}");
        api.answer("DELETE " + policy, 200, "{\"name\":\"nightly\",\"paused\":false}");
        assertThat(run("policy", "pause", "nightly", "--vault", "main")).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("Policy nightly is paused.");
        assertThat(run("policy", "resume", "nightly", "--vault", "main")).isEqualTo(ExitCode.OK);
        var id = "0198c0de-0000-7000-8000-000000000001";
        var item = "/api/v1/vaults/main/protected-items/" + id;
        api.answer("PUT " + item + "/pause", 200, "{\"name\":\"web-01\",\"cloudService\":\"shop\",\"paused\":true}");
        api.answer("GET " + item, 200, "{\"name\":\"web-01\",\"cloudService\":\"shop\",\"paused\":true}");
        api.answer(
                "DELETE " + item + "/pause",
                200,
                "{\"name\":\"web-01\",\"cloudService\":\"shop\",\"policy\":\"nightly\",\"policyPaused\":true,\"paused\":false}");
        assertThat(run("item", "pause", id, "--vault", "main")).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("shop/web-01 is paused.");
        assertThat(run("item", "resume", id, "--vault", "main")).isEqualTo(ExitCode.OK);
        assertThat(out.toString())
                .contains("shop/web-01 takes part in its policy's runs again.")
                .contains("Its policy is paused, though. Resume it: holdfast policy resume nightly");
    }

    @Test
    void an_item_says_that_its_policy_is_paused_or_its_edit_pending_and_which_run_was_left_out() {
        var item = """
                {"id":"%s","name":"web-01","cloudService":"shop","policy":"nightly","policyPending":true,"policyPaused":true,
                 "lastSkippedAt":"2026-03-01T22:00:00Z","lastSkippedReason":"BackupInProgress"}
                """.formatted(JOB);
        api.answer("GET /api/v1/vaults/main/protected-items", 200, "{\"items\":[" + item + "]}");
        api.answer("GET /api/v1/vaults/main/protected-items/" + JOB, 200, item);
        assertThat(run("item", "list", "--vault", "main")).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("nightly (paused, edit pending)");
        assertThat(run("item", "show", JOB, "--vault", "main")).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).containsPattern("LEFT OUT +run of 2026-03-0.* .*: BackupInProgress");
    }

    @Test
    void a_policy_is_previewed_with_its_runs_in_its_own_time_zone() {
        api.answer("GET /api/v1/vaults/main/policies/nightly/preview", 200, """
                {"runs":[{"at":"2027-07-01T01:00:00Z","keptUntil":"2027-07-08T01:00:00Z","keptBecause":"Daily"}]}
                """);
        api.answer("GET /api/v1/vaults/main/policies/nightly", 200, """
                {"name":"nightly","paused":true,"schedules":[{"kind":"Daily","times":["03:00"],"timeZone":"Europe/Berlin"}]}
                """);
        assertThat(run("policy", "preview", "nightly", "--vault", "main")).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("The policy is paused: none of these runs happens before it is resumed.");
        assertThat(out.toString())
                .containsPattern("RUNS \\(Europe/Berlin\\) +KEPT UNTIL")
                .containsPattern("2027-07-01 03:00:00 +2027-07-08 03:00:00 +Daily");
    }

    @Test
    void a_paused_policy_stands_out_in_the_list() {
        api.answer("GET /api/v1/vaults/main/policies", 200, """
                {"items":[{"name":"nightly","paused":true},{"name":"weekly","paused":false}]}
                """);
        assertThat(run("policy", "list", "--vault", "main")).isEqualTo(ExitCode.OK);
        assertThat(out.toString())
                .containsPattern("(?m)^nightly .*yes$")
                .containsPattern("(?m)^weekly$")
                .doesNotContain("false");
    }

    @Test
    void the_dry_run_of_a_policys_change_names_machines_and_says_what_changes() {
        var policy = "/api/v1/vaults/main/policies/nightly";
        api.answer("GET " + policy, 200, """
                {"name":"nightly","version":4,"retention":{"daily":{"days":30}},
                 "schedules":[{"kind":"Daily","times":["02:00"],"days":[],"timeZone":"UTC"}]}
                """);
        api.answer("PUT " + policy, 200, """
                {"recoveryPointCount":3,"bytesFreed":30,"bytesFreedExact":true,"effects":["2 items would be configured anew"],
                 "recoveryPoints":[{"itemName":"shop/web-02","time":"2027-01-01T12:00:00Z","goesAt":"2027-01-08T12:00:00Z"},{"itemName":"shop/web-01","time":"2027-01-01T12:00:00Z","goesAt":"2027-01-08T12:00:00Z"}]}
                """);
        assertThat(run("policy", "change", "nightly", "--vault", "main", "--keep-days", "3", "--dry-run"))
                .isEqualTo(ExitCode.OK);
        assertThat(out.toString())
                .contains("Keeps: 30 days → 3 days")
                .doesNotContain("Schedules:")
                .contains("It would cost 3 recovery points and free 30 B.")
                .contains("- 2 items would be configured anew")
                .containsPattern("MACHINE +POINT OF \\(.+\\) +WOULD GO")
                .containsPattern("shop/web-01 +2027-01-0. .* +2027-01-0.*\\R+shop/web-02 ")
                .contains("and others");
    }

    @Test
    void a_deleted_item_is_said_to_be_deleted_and_how_to_bring_it_back() {
        var items = "GET /api/v1/vaults/main/protected-items";
        var deleted = "{\"id\":\"" + JOB
                + "\",\"name\":\"db-01\",\"cloudService\":\"shop\",\"purgeAt\":\"2027-01-08T12:00:00Z\"}";
        api.answer(items, 200, "{\"items\":[]}");
        api.answer(items + "?deleted=true&name=db-01&limit=500", 200, "{\"items\":[" + deleted + "]}");
        api.answer(items + "/" + JOB, 200, deleted);
        assertThat(run("point", "list", "db-01", "--vault", "main")).isEqualTo(ExitCode.REFUSED);
        assertThat(err.toString())
                .contains("shop/db-01 is deleted, and gone for good from 2027-01-0")
                .contains("→ Undelete it first: holdfast item undelete shop/db-01");
        assertThat(run("point", "list", "db-02", "--vault", "main")).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(err.toString()).contains("No protected item is called db-02");
    }

    @Test
    void an_item_with_deleted_data_is_not_unregistered_before_that_is_purged() {
        api.answer("DELETE /api/v1/vaults/main/registered-items/" + JOB, 409, "{\"code\":\"ItemProtected\"}");
        api.answer("GET /api/v1/vaults/main/protected-items/" + JOB, 200, """
                {"name":"db-01","cloudService":"shop","purgeAt":"2027-01-08T12:00:00Z"}
                """);
        assertThat(run("item", "unregister", JOB, "--vault", "main")).isEqualTo(ExitCode.REFUSED);
        assertThat(err.toString())
                .contains("shop/db-01 has deleted data, which can be brought back until 2027-01-0")
                .contains("purge it: holdfast item purge shop/db-01 --confirm-name db-01");
    }

    @Test
    void a_hold_shows_where_nothing_else_sets_an_end() {
        api.answer("GET /api/v1/vaults/main/protected-items/" + JOB + "/recovery-points", 200, """
                {"items":[{"time":"2027-01-01T12:00:00Z","keptBecause":"Protection stopped","retainUntil":"2029-01-01T12:00:00Z"}]}
                """);
        assertThat(run("point", "list", JOB, "--vault", "main")).isEqualTo(ExitCode.OK);
        assertThat(out.toString())
                .containsPattern("UNTIL +HELD UNTIL")
                .containsPattern("Protection stopped +2029-01-0");
    }

    @Test
    void names_and_all_exclude_each_other() {
        for (var command : List.of("backup start", "item register", "item protect")) {
            var words = command.split(" ");
            assertThat(run(words[0], words[1], "web-01", "--all", "--vault", "main"))
                    .isEqualTo(ExitCode.USAGE);
            assertThat(run(words[0], words[1], "--vault", "main")).isEqualTo(ExitCode.USAGE);
        }
        assertThat(err.toString()).contains("say --all, not both").contains("Name what you mean, or say --all");
        assertThat(api.requests).isEmpty();
    }

    @Test
    void times_say_of_which_zone_they_are_once() {
        var vault = "{\"name\":\"main\",\"createdAt\":\"2027-01-01T12:00:00Z\"}";
        api.answer("GET /api/v1/vaults", 200, "{\"items\":[" + vault + "]}");
        api.answer("GET /api/v1/vaults/main", 200, vault);
        var zone = ZoneId.systemDefault().toString();
        run("vault", "list");
        assertThat(out.toString()).containsOnlyOnce("CREATED (" + zone + ")");
        run("vault", "show", "main");
        assertThat(out.toString()).containsPattern("CREATED  +2027-01-0.*" + zone);
    }

    @Test
    void a_webhook_that_is_not_there_is_not_removed() {
        api.answer("GET /api/v1/vaults/main/notifications", 200, "{\"webhooks\":[{\"url\":\"https://a.example/\"}]}");
        assertThat(run("notification", "set", "--vault", "main", "--remove-webhook", "https://b.example/"))
                .isEqualTo(ExitCode.NOT_FOUND);
        assertThat(err.toString()).contains("No webhook has the address https://b.example/");
        assertThat(api.requests).hasSize(1);
    }

    @Test
    void a_policy_file_that_is_not_there_or_says_nothing_is_told_as_such() throws IOException {
        var empty = Files.writeString(folder.resolve("empty.yaml"), "name: nightly\n");
        var missing = folder.resolve("missing.yaml");
        assertThat(run("policy", "create", "p", "--vault", "main", "--file", missing.toString()))
                .isEqualTo(ExitCode.USAGE);
        assertThat(run("policy", "create", "p", "--vault", "main", "--file", empty.toString()))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .contains("missing.yaml: is it there?")
                .contains("must hold schedules: (a list) and retention:");
    }

    @Test
    void a_jobs_results_are_shown_to_their_depth() {
        api.answer(
                "GET /api/v1/jobs/" + JOB,
                200,
                "{\"result\":{\"target\":{\"kind\":\"disks\",\"folder\":\"out\"},\"bytesWritten\":2097152}}");
        run("job", "show", JOB);
        assertThat(out.toString())
                .containsPattern("target.kind +disks")
                .containsPattern("target.folder +out")
                .containsPattern("bytesWritten +2.00 MiB");
    }

    @Test
    void what_is_no_jobs_id_is_not_asked_for() {
        assertThat(run("job", "show", "junk")).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(err.toString()).contains("junk is not the id of a job");
        assertThat(api.requests).isEmpty();
    }

    @Test
    void a_refusals_detail_is_not_said_twice() {
        api.answer("DELETE /api/v1/vaults/main", 409, """
                {"code":"VaultNotEmpty","title":"Vault is in use","detail":"3 items",
                 "errors":[{"pointer":"","code":"","message":"3 items"}]}
                """);
        run("vault", "delete", "main");
        assertThat(err.toString()).contains("  - 3 items").containsOnlyOnce("3 items");
        api.answer("DELETE /api/v1/vaults/main", 422, """
                {"title":"A field's value is refused","detail":"/name is too short","errors":[{"pointer":"/name","message":"is too short"}]}
                """);
        run("vault", "delete", "main");
        assertThat(err.toString()).contains("  - /name: is too short").containsOnlyOnce("is too short");
    }

    @Test
    void an_address_that_is_none_is_a_wrong_command_line() {
        assertThat(run("vault", "list", "--server", "127.0.0.1:8080")).isEqualTo(ExitCode.USAGE);
        assertThat(run("vault", "list", "--server", "ftp://somewhere")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("Not a server's address: ftp://somewhere");
    }

    @Test
    void the_token_comes_from_its_file() throws IOException {
        var token = Files.writeString(folder.resolve("token"), "secret\n");
        api.answer("GET /api/v1/dashboard", 200, "{\"protectedItems\":3}");
        assertThat(run("dashboard", "--token-file", token.toString())).isEqualTo(ExitCode.OK);
        assertThat(api.requests.get(0).headers().get("Authorization")).containsExactly("Bearer secret");
        assertThat(out.toString()).containsPattern("Protected items +3");
    }

    @Test
    void every_command_explains_itself() {
        for (var noun : Holdfast.commandLine().getSubcommands().entrySet()) {
            assertThat(noun.getValue().getCommandSpec().usageMessage().description())
                    .as(noun.getKey())
                    .isNotEmpty();
            for (var verb : noun.getValue().getSubcommands().entrySet()) {
                assertThat(verb.getValue().getCommandSpec().usageMessage().description())
                        .as(noun.getKey() + " " + verb.getKey())
                        .isNotEmpty();
                for (var option : verb.getValue().getCommandSpec().options()) {
                    assertThat(option.description())
                            .as(noun.getKey() + " " + verb.getKey() + " " + option.longestName())
                            .isNotEmpty();
                }
            }
        }
    }

    @Test
    void completion_is_a_script() {
        assertThat(run("completion")).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("complete -F _complete_holdfast").contains("register");
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        if (!all.contains("--server")) {
            all.addAll(List.of("--server", api.url()));
        }
        var line = Holdfast.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        int code = line.execute(all.toArray(String[]::new));
        line.getOut().flush();
        line.getErr().flush();
        return code;
    }
}
