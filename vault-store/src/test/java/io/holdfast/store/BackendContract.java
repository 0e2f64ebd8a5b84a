package io.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every backend does. */
public abstract class BackendContract {
    protected abstract Backend backend();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void what_is_put_can_be_read_whole_and_in_parts() {
        assertThat(backend().put("a/b/c.txt", bytes("holdfast"))).isTrue();

        assertThat(backend().readAll("a/b/c.txt", 8)).isEqualTo(bytes("holdfast"));
        assertThat(backend().read("a/b/c.txt", 4, 3)).isEqualTo(bytes("fas"));
        assertThat(backend().read("a/b/c.txt", 8, 0)).isEmpty();
        assertThat(backend().size("a/b/c.txt")).isEqualTo(8);
    }

    @Test
    void an_object_may_be_empty() {
        assertThat(backend().put("empty", new byte[0])).isTrue();

        assertThat(backend().size("empty")).isZero();
        assertThat(backend().readAll("empty", 0)).isEmpty();
    }

    @Test
    void an_object_is_never_overwritten() {
        backend().put("a", bytes("first"));

        assertThat(backend().put("a", bytes("second"))).isFalse();
        assertThat(backend().readAll("a", 10)).isEqualTo(bytes("first"));
    }

    @Test
    void an_object_that_is_replaced_is_the_other_one_whole() {
        backend().put("a", bytes("first"));

        backend().replace("a", bytes("2nd"));

        assertThat(backend().readAll("a", 10)).isEqualTo(bytes("2nd"));
        assertThat(backend().list("")).containsExactly(new StoredObject("a", 3));
    }

    @Test
    void an_upload_is_invisible_until_it_is_committed() {
        try (Backend.Upload upload = backend().upload()) {
            upload.write(bytes("xxpartyy"), 2, 4);
            assertThat(backend().list("")).isEmpty();
            upload.write(bytes("s"), 0, 1);
            assertThat(upload.commit("whole")).isTrue();
        }

        assertThat(backend().readAll("whole", 10)).isEqualTo(bytes("parts"));
        assertThat(backend().list("")).containsExactly(new StoredObject("whole", 5));
    }

    @Test
    void an_upload_that_is_dropped_leaves_nothing() {
        try (Backend.Upload upload = backend().upload()) {
            upload.write(bytes("x"), 0, 1);
        }

        assertThat(backend().list("")).isEmpty();
    }

    @Test
    void what_is_not_there_is_not_found() {
        backend().put("a/b", bytes("x"));

        for (String key : List.of("nothing", "a", "a/b/c", "a/c")) {
            assertThatExceptionOfType(StoreException.NotFound.class)
                    .isThrownBy(() -> backend().size(key));
            assertThatExceptionOfType(StoreException.NotFound.class)
                    .isThrownBy(() -> backend().read(key, 0, 1));
        }
        assertThat(backend().delete("nothing")).isFalse();
        assertThat(backend().delete("a/b/c")).isFalse();
        assertThat(backend().delete("a")).isFalse();
    }

    @Test
    void an_object_that_is_too_short_or_too_long_is_damaged() {
        backend().put("a", bytes("1234"));

        assertThatExceptionOfType(StoreException.Damaged.class)
                .isThrownBy(() -> backend().read("a", 2, 3))
                .satisfies(e -> assertThat(e.object()).isEqualTo("a"));
        assertThatExceptionOfType(StoreException.Damaged.class)
                .isThrownBy(() -> backend().read("a", 9, 1));
        assertThatExceptionOfType(StoreException.Damaged.class)
                .isThrownBy(() -> backend().readAll("a", 3));
    }

    @Test
    void lists_are_by_prefix_and_in_order() {
        for (String key : List.of("p/b/2", "p/a/1", "p/b/1", "pp/x", "q")) {
            backend().put(key, bytes(key));
        }

        assertThat(backend().list("p/")).extracting(StoredObject::key).containsExactly("p/a/1", "p/b/1", "p/b/2");
        assertThat(backend().list("p/b/")).extracting(StoredObject::key).containsExactly("p/b/1", "p/b/2");
        assertThat(backend().list("nothing/")).isEmpty();
        assertThat(backend().list("")).hasSize(5);
    }

    @Test
    void what_is_deleted_is_gone_and_may_be_put_again() {
        backend().put("a/b", bytes("1"));

        assertThat(backend().delete("a/b")).isTrue();
        assertThat(backend().list("")).isEmpty();
        assertThat(backend().delete("a/b")).isFalse();
        assertThat(backend().put("a/b", bytes("2"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/a", "a/", "a//b", "../a", "a/../b", "a/..", ".", ".tmp/x", "a\\b", "a b", "a\0b", "ä"})
    void keys_that_could_lead_elsewhere_are_refused(String key) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> backend().put(key, bytes("x")));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> backend().read(key, 0, 1));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> backend().delete(key));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "../", "a/../", ".tmp/", "no-slash"})
    void prefixes_that_could_lead_elsewhere_are_refused(String prefix) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> backend().list(prefix));
    }

    @Test
    void of_many_who_put_one_key_exactly_one_succeeds() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 20; round++) {
                String key = "contended/" + round;
                List<Future<Boolean>> puts = threads.invokeAll(IntStream.range(0, 8)
                        .mapToObj(i -> (java.util.concurrent.Callable<Boolean>)
                                () -> backend().put(key, bytes("writer " + i)))
                        .toList());
                int winners = 0;
                for (Future<Boolean> put : puts) {
                    winners += put.get() ? 1 : 0;
                }
                assertThat(winners).isEqualTo(1);
                assertThat(backend().size(key)).isEqualTo(8);
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
