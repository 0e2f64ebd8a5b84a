package io.holdfast.protection;

import io.holdfast.contracts.protection.NewVault;
import io.holdfast.contracts.protection.StoreKind;
import io.holdfast.contracts.protection.Vault;
import io.holdfast.contracts.protection.VaultLocation;
import io.holdfast.contracts.protection.VaultType;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a vault must be, and what it is where the request does not say.
 */
final class VaultRules {

    static final int DEFAULT_CHUNK_SIZE = 256 * 1024;

    private static final int MIN_CHUNK_SIZE = 64 * 1024;
    private static final int MAX_CHUNK_SIZE = 4 * 1024 * 1024;
    private static final Pattern NAME = Pattern.compile("[a-z]([a-z0-9-]{0,48}[a-z0-9])");
    private static final Pattern REGION = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9 ._-]{0,62}[A-Za-z0-9])?");
    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,99}");
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final int MAX_PATH = 400;

    private VaultRules() {}

    static void check(NewVault vault, Fields fields) {
        if (vault.name() == null || !NAME.matcher(vault.name()).matches()) {
            fields.refuse(
                    "/name",
                    "Invalid",
                    "must be 2 to 50 lower-case letters, digits and hyphens, begin with a letter and not end in a hyphen");
        }
        if (vault.region() == null || !REGION.matcher(vault.region()).matches()) {
            fields.refuse("/region", "Invalid", "must be 1 to 64 letters, digits, blanks, dots, hyphens, underscores");
        }
        Integer chunk = vault.chunkSize();
        if (chunk != null && (chunk < MIN_CHUNK_SIZE || chunk > MAX_CHUNK_SIZE || Integer.bitCount(chunk) != 1)) {
            fields.refuse(
                    "/chunkSize", "Invalid", "must be a power of two from " + MIN_CHUNK_SIZE + " to " + MAX_CHUNK_SIZE);
        }
        if (vault.store() != null) {
            check(vault.store(), fields);
        }
    }

    private static void check(VaultLocation store, Fields fields) {
        String path = store.path();
        if (store.kind() == null) {
            fields.required("/store/kind", "kind");
        }
        if (store.kind() == StoreKind.S3) {
            checkBucket(path, fields);
        } else if (path != null && !isRelative(path)) {
            fields.refuse(
                    "/store/path", "Invalid", "must be a relative path of plain folder names, without dots alone");
        }
    }

    private static void checkBucket(@Nullable String path, Fields fields) {
        if (path == null) {
            fields.required("/store/path", "path");
        } else if (!isRelative(path) || !BUCKET.matcher(path.split("/", 2)[0]).matches()) {
            fields.refuse(
                    "/store/path", "Invalid", "must be a bucket, or a bucket and plain folder names: bucket/folder");
        }
    }

    static Vault create(NewVault wanted, UUID id, Instant now) {
        VaultLocation store = wanted.store();
        String path = store == null || store.path() == null ? id.toString() : store.path();
        return new Vault(
                wanted.name(),
                id,
                wanted.region(),
                wanted.type() == null ? VaultType.RecoveryServices : wanted.type(),
                wanted.encryption() == null || wanted.encryption(),
                wanted.chunkSize() == null ? DEFAULT_CHUNK_SIZE : wanted.chunkSize(),
                new VaultLocation(store == null ? StoreKind.Directory : store.kind(), path),
                now,
                1);
    }

    private static boolean isRelative(String path) {
        if (path.length() > MAX_PATH) {
            return false;
        }
        for (String segment : path.split("/", -1)) {
            if (!SEGMENT.matcher(segment).matches()) {
                return false;
            }
        }
        return true;
    }
}
