package io.holdfast.store;

import java.net.URI;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where in an object store a vault lies, and who asks for it.
 *
 * @param endpoint null for AWS itself
 * @param pathStyle whether the bucket stands in the path of an address instead of in its host name
 * @param prefix what all keys begin with: empty, or segments as in keys, each followed by a slash
 * @param credentials null for what AWS's own tools would take: environment, {@code ~/.aws}, the machine's role
 * @param spool a folder for what is on its way up
 */
public record S3Settings(
        @Nullable URI endpoint,
        String region,
        boolean pathStyle,
        String bucket,
        String prefix,
        @Nullable Credentials credentials,
        Path spool) {
    private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9]");

    public S3Settings {
        if (!isBucket(bucket)) {
            throw new IllegalArgumentException("not a bucket: " + bucket);
        }
        if (endpoint != null && !isEndpoint(endpoint)) {
            throw new IllegalArgumentException("an endpoint is http://HOST or https://HOST: " + endpoint);
        }
        Keys.checkPrefix(prefix);
    }

    /** A vault in the bucket, or in a folder of the bucket: {@code BUCKET/FOLDER}. */
    public static S3Settings at(
            String place,
            @Nullable URI endpoint,
            String region,
            boolean pathStyle,
            @Nullable Credentials credentials,
            Path spool) {
        int slash = place.indexOf('/');
        String bucket = slash < 0 ? place : place.substring(0, slash);
        String prefix = slash < 0 ? "" : place.substring(slash + 1) + "/";
        return new S3Settings(endpoint, region, pathStyle, bucket, prefix, credentials, spool);
    }

    public static boolean isBucket(String name) {
        return BUCKET.matcher(name).matches();
    }

    public static boolean isEndpoint(URI address) {
        return address.getHost() != null && ("https".equals(address.getScheme()) || "http".equals(address.getScheme()));
    }

    public record Credentials(String accessKey, String secretKey) {
        @Override
        public String toString() {
            return accessKey;
        }
    }

    /** For messages. */
    String where() {
        return "s3://" + bucket + "/" + prefix + (endpoint == null ? "" : " at " + endpoint);
    }
}
