package io.holdfast.cli.rescue;

import io.holdfast.cli.CliException;
import io.holdfast.cli.ExitCode;
import io.holdfast.store.Backend;
import io.holdfast.store.DirectoryBackend;
import io.holdfast.store.S3Backend;
import io.holdfast.store.S3Settings;
import io.holdfast.store.StoredObject;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where vaults lie, as people write it: a folder, or {@code s3://BUCKET/FOLDER}. */
public final class StorePlaces {
    public static final String S3 = "s3://";
    private static final String VAULT = "vault.json";

    private final Map<String, String> environment;

    /** {@code environment}: says how buckets are reached, in the words of AWS's own tools. */
    public StorePlaces(Map<String, String> environment) {
        this.environment = environment;
    }

    public static boolean isBucket(String place) {
        return place.startsWith(S3);
    }

    /** Looks at nothing yet. */
    public Backend open(String place) {
        return isBucket(place) ? bucket(place) : new DirectoryBackend(Path.of(place));
    }

    /** The places that hold a {@code vault.json}, the given one among them, in the order of their names. */
    public List<String> below(String place) {
        if (!isBucket(place)) {
            return VaultFolders.below(Path.of(place)).stream()
                    .map(Path::toString)
                    .toList();
        }
        String begin = place.endsWith("/") ? place : place + "/";
        try (var backend = bucket(place)) {
            return backend.list("").stream()
                    .map(StoredObject::key)
                    .filter(key -> key.equals(VAULT) || key.endsWith("/" + VAULT))
                    .map(key -> begin + key)
                    .map(key -> key.substring(0, key.length() - VAULT.length() - 1))
                    .toList();
        }
    }

    private Backend bucket(String place) {
        var endpoint = environment.get("AWS_ENDPOINT_URL");
        try {
            return new S3Backend(S3Settings.at(
                    place.substring(S3.length()).replaceFirst("/$", ""),
                    endpoint == null ? null : URI.create(endpoint),
                    environment.getOrDefault("AWS_REGION", "us-east-1"),
                    endpoint != null,
                    credentials(),
                    Path.of(System.getProperty("java.io.tmpdir"))));
        } catch (IllegalArgumentException e) {
            throw new CliException(ExitCode.REFUSED, place + ": " + e.getMessage());
        }
    }

    /** Null: from wherever AWS's tools take them; temporary ones too, which have a third part. */
    private S3Settings.@Nullable Credentials credentials() {
        var accessKey = environment.get("AWS_ACCESS_KEY_ID");
        var secretKey = environment.get("AWS_SECRET_ACCESS_KEY");
        return accessKey == null || secretKey == null || environment.containsKey("AWS_SESSION_TOKEN")
                ? null
                : new S3Settings.Credentials(accessKey, secretKey);
    }
}
