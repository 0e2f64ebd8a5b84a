package io.holdfast.gateway.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.holdfast.platform.Json;
import io.vertx.core.buffer.Buffer;

/**
 * Records as the bytes of a response.
 */
public final class Rendering {

    /** One line of UTF-8. */
    public static Buffer json(Object value) {
        try {
            return Buffer.buffer(Json.mapper().writeValueAsBytes(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot be written as JSON: " + value.getClass(), e);
        }
    }

    private Rendering() {}
}
