package io.holdfast.backup;

import static io.holdfast.platform.Config.require;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.platform.Config;
import io.holdfast.store.S3Settings;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The section {@code backup.s3}: which buckets vaults may lie in, and how they are reached. */
record S3Access(
        @Nullable String endpoint,
        String region,
        boolean pathStyle,
        List<String> buckets,
        @Nullable String accessKey,
        @Nullable String secretKey,
        @Nullable String secretKeyFile,
        @Nullable String spoolFolder) {
    S3Access {
        endpoint = given(endpoint);
        accessKey = given(accessKey);
        secretKey = given(Config.secret(given(secretKey), given(secretKeyFile), "secretKeyFile"));
        spoolFolder = given(spoolFolder);
        buckets = List.copyOf(buckets);
        require(endpoint == null || isEndpoint(endpoint), "endpoint", "must be http://HOST or https://HOST");
        require(!region.isBlank(), "region", "must be a region; servers of one's own take us-east-1");
        require(buckets.stream().allMatch(S3Settings::isBucket), "buckets", "must be names of buckets");
        require((accessKey == null) == (secretKey == null), "accessKey", "must come with a secretKey or secretKeyFile");
    }

    /** An empty variable of the environment gives nothing. */
    private static @Nullable String given(@Nullable String value) {
        return value == null || value.isBlank() ? null : value;
    }

    private static boolean isEndpoint(String text) {
        try {
            return S3Settings.isEndpoint(URI.create(text));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** {@code place}: {@code BUCKET} or {@code BUCKET/FOLDER}. */
    S3Settings settings(String place) {
        String bucket = place.split("/", 2)[0];
        if (!buckets.contains(bucket)) {
            throw new HoldfastException(
                    ErrorCode.VaultUnavailable,
                    "The bucket " + bucket
                            + " is not one that movers may use. Name it in backup.s3.buckets of their configuration.");
        }
        return S3Settings.at(
                place,
                endpoint == null ? null : URI.create(endpoint),
                region,
                pathStyle,
                accessKey == null || secretKey == null ? null : new S3Settings.Credentials(accessKey, secretKey),
                Path.of(spoolFolder == null ? System.getProperty("java.io.tmpdir") : spoolFolder));
    }

    /** Never the secret. */
    @Override
    public String toString() {
        return "S3Access[endpoint=" + endpoint + ", buckets=" + buckets + "]";
    }
}
