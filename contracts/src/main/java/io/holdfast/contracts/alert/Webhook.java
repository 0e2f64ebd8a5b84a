package io.holdfast.contracts.alert;

import org.jspecify.annotations.Nullable;

/**
 * An address that news are posted to. {@code secret}: {@code whsec_} and Base64, what the posts are signed with; never in an answer. Without one, a
 * webhook that was there before keeps its secret.
 */
public record Webhook(String url, @Nullable String secret) {}
