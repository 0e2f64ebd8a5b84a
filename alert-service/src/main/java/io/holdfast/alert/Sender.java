package io.holdfast.alert;

import io.vertx.core.Future;

/**
 * Brings a message to one target of its kind. Fails when the other side did not take it, with what it said, in a form people may see; what has been
 * taken and was not heard of may come again, under the same {@code id}.
 */
interface Sender {

    /** {@code sealed}: the target's sealed secret, empty when it has none. Answers what the other side said. */
    Future<String> send(String id, String vault, String target, String sealed, Parcel parcel);

    /** A message in both its forms: mail and JSON. */
    record Parcel(String subject, String text, String json) {}

    /** Why the other side did not take it. */
    @SuppressWarnings("serial")
    final class Refused extends RuntimeException {
        Refused(String reason) {
            super(reason, null, false, false);
        }
    }
}
