package io.holdfast.store;

import java.util.Locale;
import java.util.Set;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** An object store's failures in the store's words. */
final class S3Errors {
    private static final Set<String> FULL = Set.of("QuotaExceeded", "EntityTooLarge", "InsufficientStorage");

    private S3Errors() {}

    static StoreException map(SdkException e, String object, S3Settings settings) {
        if (e instanceof S3Exception answer) {
            return map(answer, object, settings);
        }
        if (e instanceof AbortedException) {
            return new StoreException.Io(object + ": interrupted", e);
        }
        return new StoreException.Io(object + " in " + settings.where() + ": " + e.getMessage(), e);
    }

    private static StoreException map(S3Exception e, String object, S3Settings settings) {
        String message = object + " in " + settings.where() + ": " + said(e);
        if (e instanceof NoSuchBucketException || code(e).equals("NoSuchBucket")) {
            return new StoreException.NoBucket(settings.where(), e);
        }
        if (isFull(e)) {
            return new StoreException.NoSpace(message, e);
        }
        return switch (e.statusCode()) {
            case 404 -> new StoreException.NotFound(object);
            case 401, 403 -> new StoreException.AccessDenied(message, e);
            case 405 -> new StoreException.ReadOnly(message, e);
            default -> new StoreException.Io(message, e);
        };
    }

    private static boolean isFull(S3Exception e) {
        String code = code(e);
        return e.statusCode() == 507
                || FULL.contains(code)
                || code.toLowerCase(Locale.ROOT).endsWith("storagefull");
    }

    static String code(S3Exception e) {
        String code = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
        return code == null ? "" : code;
    }

    private static String said(S3Exception e) {
        String message =
                e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorMessage();
        String code = code(e);
        return "HTTP " + e.statusCode() + (code.isEmpty() ? "" : " " + code) + (message == null ? "" : ", " + message);
    }
}
