package io.holdfast.protection;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.FieldError;
import io.holdfast.contracts.protection.NewVault;
import io.holdfast.contracts.protection.StoreKind;
import io.holdfast.contracts.protection.VaultLocation;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class VaultRulesTest {

    @ParameterizedTest
    @ValueSource(strings = {"ab", "home", "north-1", "a1234567890123456789012345678901234567890123456789"})
    void takesNames(String name) {
        assertThat(pointers(new NewVault(name, "home", null, null, null, null))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "A-vault",
                "1st",
                "-a",
                "a-",
                "a_b",
                "a b",
                "a/b",
                "é",
                "a12345678901234567890123456789012345678901234567890"
            })
    void refusesNames(String name) {
        assertThat(pointers(new NewVault(name, "home", null, null, null, null))).containsExactly("/name");
    }

    @ParameterizedTest
    @ValueSource(ints = {65536, 131072, 262144, 4194304})
    void takesChunkSizes(int size) {
        assertThat(pointers(new NewVault("home", "home", null, null, size, null)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -65536, 32768, 65537, 100000, 8388608, Integer.MIN_VALUE})
    void refusesChunkSizes(int size) {
        assertThat(pointers(new NewVault("home", "home", null, null, size, null)))
                .containsExactly("/chunkSize");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "tank/home", "a/b/c.d", "_x"})
    void takesPaths(String path) {
        assertThat(pointers(at(path))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/etc",
                "..",
                "../x",
                "a/../b",
                "a/..",
                ".",
                "a/./b",
                "a//b",
                "a/",
                "a\\b",
                "C:",
                "~root",
                "a\u0000b"
            })
    void refusesPathsThatCouldLeaveTheStore(String path) {
        assertThat(pointers(at(path))).containsExactly("/store/path");
    }

    @ParameterizedTest
    @ValueSource(strings = {"backups", "my.backups-1/home", "abc/a/b/c.d"})
    void takesBuckets(String path) {
        assertThat(pointers(inBucket(path))).isEmpty();
        assertThat(VaultRules.create(inBucket(path), UUID.randomUUID(), Instant.EPOCH)
                        .store())
                .isEqualTo(new VaultLocation(StoreKind.S3, path));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "ab", "Backups", "backups/", "/backups", "backups/../other", "s3://backups", "a_b/c"})
    void refusesWhatIsNoBucket(@Nullable String path) {
        assertThat(pointers(inBucket(path))).containsExactly("/store/path");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a/b", "-x", "\n"})
    void refusesRegions(String region) {
        assertThat(pointers(new NewVault("home", region, null, null, null, null)))
                .containsExactly("/region");
    }

    private static NewVault inBucket(@Nullable String path) {
        return new NewVault("home", "home", null, null, null, new VaultLocation(StoreKind.S3, path));
    }

    private static NewVault at(@Nullable String path) {
        return new NewVault("home", "home", null, null, null, new VaultLocation(StoreKind.Directory, path));
    }

    private static List<String> pointers(NewVault vault) {
        Fields fields = new Fields();
        VaultRules.check(vault, fields);
        return fields.errors().stream().map(FieldError::pointer).toList();
    }
}
