package io.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

class S3BackendIT extends BackendContract {
    static final S3Patience SHORT = new S3Patience(
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            3,
            Duration.ofMillis(1),
            Duration.ofMillis(1),
            Duration.ofMillis(10));
    /** The least that S3 allows. */
    private static final int PART = 5 << 20;

    @TempDir
    Path spool;

    private final String bucket = S3Server.newBucket();
    private FaultyWire wire;
    private S3Backend backend;

    @BeforeEach
    void open() throws IOException {
        wire = new FaultyWire(S3Server.endpoint());
        backend = backend(settings("vaults/home/"), SHORT);
    }

    @AfterEach
    void close() throws IOException {
        backend.close();
        wire.close();
    }

    private S3Settings settings(String prefix) {
        return S3Server.settings(wire.endpoint(), bucket, prefix, spool);
    }

    private static S3Backend backend(S3Settings settings, S3Patience patience) {
        return new S3Backend(settings, patience, PART);
    }

    @Override
    protected Backend backend() {
        return backend;
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static long unfinished(String bucket) {
        try (S3Client client = S3Server.client()) {
            return client.listMultipartUploads(list -> list.bucket(bucket))
                    .uploads()
                    .size();
        }
    }

    @Test
    void objects_lie_below_the_prefix_and_nothing_beside_it_is_seen() {
        try (S3Backend beside = backend(settings("vaults/home2/"), SHORT);
                S3Backend above = backend(settings(""), SHORT)) {
            beside.put("a", new byte[1]);
            backend.put("b/c", new byte[2]);

            assertThat(backend.list("")).containsExactly(new StoredObject("b/c", 2));
            assertThat(above.list(""))
                    .containsExactly(new StoredObject("vaults/home/b/c", 2), new StoredObject("vaults/home2/a", 1));
        }
    }

    @Test
    void what_tools_make_to_show_empty_folders_is_no_object() {
        try (S3Client client = S3Server.client()) {
            client.putObject(put -> put.bucket(bucket).key("vaults/home/packs/"), RequestBody.empty());
        }
        backend.put("packs/a", new byte[1]);

        assertThat(backend.list("")).containsExactly(new StoredObject("packs/a", 1));
        assertThat(backend.list("packs/")).containsExactly(new StoredObject("packs/a", 1));
    }

    @Test
    void a_list_is_whole_when_it_has_more_than_a_page() {
        IntStream.range(0, 1_003).parallel().forEach(i -> backend.put("many/%04d".formatted(i), new byte[0]));

        assertThat(backend.list("many/"))
                .extracting(StoredObject::key)
                .isEqualTo(IntStream.range(0, 1_003)
                        .mapToObj("many/%04d"::formatted)
                        .toList());
    }

    @Test
    void a_large_object_goes_in_parts_and_comes_back() {
        byte[] bytes = random(2 * PART + 7);

        assertThat(backend.put("large", bytes)).isTrue();

        assertThat(wire.requests("^PUT .*partNumber=")).isEqualTo(3);
        assertThat(backend.size("large")).isEqualTo(bytes.length);
        assertThat(backend.readAll("large", bytes.length)).isEqualTo(bytes);
        assertThat(backend.read("large", PART - 3, 10)).isEqualTo(Arrays.copyOfRange(bytes, PART - 3, PART + 7));
        assertThat(unfinished(bucket)).isZero();
    }

    @Test
    void what_is_on_its_way_is_in_a_file_without_a_name() throws IOException {
        try (Backend.Upload upload = backend.upload();
                Stream<Path> files = Files.list(spool)) {
            upload.write(random(PART), 0, PART);
            upload.write(new byte[] {1, 2, 3}, 1, 2);

            assertThat(files).isEmpty();
            assertThat(wire.requests("PUT|POST")).isZero();
            assertThat(upload.commit("a")).isTrue();
        }

        assertThat(backend.read("a", PART, 2)).containsExactly(2, 3);
    }

    @Test
    void a_large_object_is_never_overwritten_and_its_parts_are_not_even_sent() {
        backend.put("a", new byte[] {1});

        assertThat(backend.put("a", random(PART + 1))).isFalse();
        assertThat(backend.readAll("a", 1)).containsExactly(1);
        assertThat(wire.requests("partNumber=")).isZero();
    }

    @Test
    void of_a_large_object_that_fails_nothing_is_left() {
        wire.failAlways("partNumber=2", FaultyWire.Answer.error(500, "InternalError"));

        assertThatExceptionOfType(StoreException.Io.class)
                .isThrownBy(() -> backend.put("large", random(2 * PART)))
                .withMessageContaining("500")
                .withMessageContaining("large");

        assertThat(backend.list("")).isEmpty();
        assertThat(unfinished(bucket)).isZero();
        wire.heal();
        assertThat(backend.put("large", random(2 * PART))).isTrue();
    }

    @Test
    void an_object_whose_answer_was_lost_is_known_as_our_own() {
        wire.fail("^PUT", 1, new FaultyWire.LoseAnswer());
        assertThat(backend.put("small", new byte[] {1})).isTrue();
        assertThat(wire.requests("^PUT")).isEqualTo(2);

        wire.fail("^POST .*uploadId=", 1, new FaultyWire.LoseAnswer());
        assertThat(backend.put("large", random(PART + 1))).isTrue();

        assertThat(backend.readAll("small", 1)).containsExactly(1);
        assertThat(backend.readAll("large", PART + 1)).isEqualTo(random(PART + 1));
    }

    @Test
    void a_deletion_whose_answer_was_lost_has_happened() {
        backend.put("a", new byte[1]);
        wire.fail("^DELETE", 1, new FaultyWire.LoseAnswer());

        assertThat(backend.delete("a")).isTrue();
        assertThat(backend.delete("a")).isFalse();
    }

    @Test
    void a_server_that_does_not_know_the_condition_is_asked_without_it() {
        wire.fail("^PUT", 1, FaultyWire.Answer.error(501, "NotImplemented"));

        assertThat(backend.put("a", new byte[] {1})).isTrue();
        assertThat(backend.put("a", new byte[] {2})).isFalse();
        assertThat(backend.put("b", new byte[] {3})).isTrue();
        assertThat(backend.readAll("a", 1)).containsExactly(1);
    }

    @Test
    void a_key_that_is_taken_between_the_look_and_the_sending_is_not_overwritten() {
        try (S3Backend other = backend(S3Server.settings(S3Server.endpoint(), bucket, "vaults/home/", spool), SHORT)) {
            wire.onRequest(request -> {
                if (request.startsWith("PUT ")) {
                    other.put("a", new byte[] {1});
                }
                return null;
            });

            assertThat(backend.put("a", new byte[] {2})).isFalse();
        }
        assertThat(backend.readAll("a", 1)).containsExactly(1);
    }

    @Test
    void a_server_that_is_busy_is_asked_again() {
        wire.fail(".", 2, FaultyWire.Answer.error(503, "SlowDown"));
        assertThat(backend.put("a", random(100))).isTrue();

        wire.fail("^GET", 2, FaultyWire.Answer.error(503, "SlowDown"));
        assertThat(backend.read("a", 10, 80)).isEqualTo(Arrays.copyOfRange(random(100), 10, 90));
    }

    @Test
    void a_server_that_keeps_failing_is_an_io_failure_after_a_few_attempts() {
        backend.put("a", new byte[1]);
        wire.failAlways(".", FaultyWire.Answer.error(500, "InternalError"));

        assertThatThrownBy(() -> backend.read("a", 0, 1)).isInstanceOf(StoreException.Io.class);
        assertThat(wire.requests("^GET")).isEqualTo(SHORT.attempts());
        assertThatThrownBy(() -> backend.size("a")).isInstanceOf(StoreException.Io.class);
        assertThatThrownBy(() -> backend.list("")).isInstanceOf(StoreException.Io.class);
        assertThatThrownBy(() -> backend.delete("a")).isInstanceOf(StoreException.Io.class);
        assertThatThrownBy(() -> backend.put("b", new byte[1])).isInstanceOf(StoreException.Io.class);
    }

    @Test
    void an_answer_that_is_cut_off_is_asked_for_again_and_never_taken_for_a_short_object() {
        byte[] bytes = random(300_000);
        backend.put("a", bytes);
        wire.fail("^GET", 2, new FaultyWire.CutAnswer(100_000));
        assertThat(backend.read("a", 0, 300_000)).isEqualTo(bytes);

        wire.fail("^GET", 2, new FaultyWire.UnframedAnswer(100_000));
        assertThat(backend.read("a", 0, 300_000)).isEqualTo(bytes);

        wire.failAlways("^GET", new FaultyWire.CutAnswer(100_000));
        assertThatExceptionOfType(StoreException.Io.class)
                .isThrownBy(() -> backend.read("a", 0, 300_000))
                .withMessageContaining("cut off");
    }

    @Test
    void a_list_that_is_cut_off_is_asked_for_again_and_never_taken_for_a_short_one() {
        backend.put("a", new byte[1]);
        backend.put("b", new byte[1]);
        wire.fail("list-type", 2, new FaultyWire.CutAnswer(300));
        assertThat(backend.list("")).hasSize(2);

        wire.failAlways("list-type", new FaultyWire.CutAnswer(300));
        assertThatThrownBy(() -> backend.list("")).isInstanceOf(StoreException.Io.class);
        wire.failAlways("list-type", new FaultyWire.Answer(200, ""));
        assertThatThrownBy(() -> backend.list("")).isInstanceOf(StoreException.Io.class);
    }

    @Test
    void parts_that_nobody_says_were_put_together_are_no_object() {
        wire.failAlways("^POST .*uploadId=", new FaultyWire.Answer(200, ""));

        assertThatThrownBy(() -> backend.put("large", random(PART + 1))).isInstanceOf(StoreException.Io.class);

        assertThat(backend.list("")).isEmpty();
        assertThat(unfinished(bucket)).isZero();
    }

    @Test
    void an_answer_that_is_not_the_stretch_asked_for_is_refused() {
        backend.put("a", random(100));
        wire.failAlways("^GET", new FaultyWire.Answer(200, "the whole object, from its beginning"));

        assertThatThrownBy(() -> backend.read("a", 10, 5)).isInstanceOf(StoreException.Io.class);
    }

    @Test
    void a_server_that_falls_silent_does_not_hold_anybody_for_ever() {
        S3Patience little = new S3Patience(
                SHORT.connect(),
                Duration.ofMillis(200),
                SHORT.attempt(),
                2,
                SHORT.pause(),
                SHORT.pause(),
                SHORT.pause());
        wire.failAlways(".", new FaultyWire.Silence());

        try (S3Backend hurried = backend(settings(""), little)) {
            assertThatThrownBy(() -> hurried.size("a")).isInstanceOf(StoreException.Io.class);
            assertThatThrownBy(() -> hurried.put("a", new byte[1])).isInstanceOf(StoreException.Io.class);
        }
    }

    @Test
    void a_server_that_is_not_there_is_an_io_failure_that_names_it() throws IOException {
        wire.close();

        assertThatExceptionOfType(StoreException.Io.class)
                .isThrownBy(() -> backend.size("a"))
                .withMessageContaining(wire.endpoint().toString());
    }

    @Test
    void a_refusal_is_not_repeated_and_says_what_the_server_said() {
        backend.put("a", new byte[1]);
        wire.failAlways("^GET", FaultyWire.Answer.error(403, "RequestTimeTooSkewed-or-so"));

        assertThatExceptionOfType(StoreException.AccessDenied.class)
                .isThrownBy(() -> backend.read("a", 0, 1))
                .withMessageContaining("RequestTimeTooSkewed-or-so")
                .satisfies(e -> assertThat(e.whatToDo()).contains("credentials"));
        assertThat(wire.requests("^GET")).isOne();
    }

    @Test
    void wrong_credentials_are_refused() {
        S3Settings wrong = new S3Settings(
                wire.endpoint(),
                S3Server.REGION,
                true,
                bucket,
                "",
                new S3Settings.Credentials("holdfast", "wrong"),
                spool);

        try (S3Backend stranger = backend(wrong, SHORT)) {
            assertThatThrownBy(() -> stranger.list("")).isInstanceOf(StoreException.AccessDenied.class);
            assertThatThrownBy(() -> stranger.size("a")).isInstanceOf(StoreException.AccessDenied.class);
            assertThatThrownBy(() -> stranger.put("a", new byte[1])).isInstanceOf(StoreException.AccessDenied.class);
            assertThatThrownBy(() -> stranger.delete("a")).isInstanceOf(StoreException.AccessDenied.class);
        }
    }

    @Test
    void a_bucket_that_is_missing_is_not_taken_for_an_empty_one() {
        S3Settings missing = S3Server.settings(wire.endpoint(), "no-such-bucket", "", spool);

        try (S3Backend nowhere = backend(missing, SHORT)) {
            assertThatExceptionOfType(StoreException.NoBucket.class)
                    .isThrownBy(() -> nowhere.size("a"))
                    .withMessageContaining("no-such-bucket");
            assertThatThrownBy(() -> nowhere.list("")).isInstanceOf(StoreException.NoBucket.class);
            assertThatThrownBy(() -> nowhere.read("a", 0, 1)).isInstanceOf(StoreException.NoBucket.class);
            assertThatThrownBy(() -> nowhere.delete("a")).isInstanceOf(StoreException.NoBucket.class);
            assertThatThrownBy(() -> nowhere.put("a", new byte[1])).isInstanceOf(StoreException.NoBucket.class);
            assertThatThrownBy(() -> VaultStore.open(nowhere, TestVault.KEY))
                    .isInstanceOf(StoreException.NoBucket.class);
        }
    }

    @Test
    void a_quota_that_is_used_up_is_no_space() {
        wire.failAlways("^PUT", FaultyWire.Answer.error(403, "QuotaExceeded"));

        assertThatThrownBy(() -> backend.put("a", new byte[1])).isInstanceOf(StoreException.NoSpace.class);
    }

    @Test
    void a_spool_that_cannot_be_written_is_an_error_that_names_it() throws IOException {
        Path file = Files.createFile(spool.resolve("file"));
        S3Settings settings = S3Server.settings(wire.endpoint(), bucket, "", file);

        try (S3Backend spoiled = backend(settings, SHORT)) {
            assertThat(spoiled.put("small", new byte[1])).isTrue();
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> spoiled.put("large", random(PART)))
                    .withMessageContaining(file.toString());
        }
    }

    @Test
    void secrets_are_in_no_message() {
        assertThat(backend.describe()).startsWith("s3://" + bucket + "/vaults/home/ at http://127.0.0.1");
        assertThat(settings("").toString()).doesNotContain(S3Server.CREDENTIALS.secretKey());
    }

    @Test
    void settings_that_cannot_be_right_are_refused() {
        URI endpoint = wire.endpoint();
        assertThatThrownBy(() -> S3Server.settings(endpoint, "b/c", "", spool))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> S3Server.settings(endpoint, "bucket", "no-slash", spool))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> S3Server.settings(URI.create("localhost:9000"), "bucket", "", spool))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
