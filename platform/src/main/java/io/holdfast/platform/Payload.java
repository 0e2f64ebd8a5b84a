package io.holdfast.platform;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageCodec;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What every message of the bus carries: within one JVM the record itself (records don't change), between JVMs its JSON, read as the
 * type that the receiver's endpoint names. No class name ever crosses the wire.
 */
final class Payload {

    private final @Nullable Object value;
    private final @Nullable Buffer json;

    private Payload(@Nullable Object value, @Nullable Buffer json) {
        this.value = value;
        this.json = json;
    }

    static Payload of(Object value) {
        return new Payload(value, null);
    }

    /** @throws IllegalArgumentException when the JSON does not fit the type */
    <T> T as(Class<T> type) {
        if (json == null) {
            return Objects.requireNonNull(type.cast(value));
        }
        try {
            return Json.mapper().readValue(json.getBytes(), type);
        } catch (IOException e) {
            throw new IllegalArgumentException("message is no " + type.getSimpleName(), e);
        }
    }

    private byte[] bytes() {
        try {
            return json != null ? json.getBytes() : Json.mapper().writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("record cannot be written as JSON", e);
        }
    }

    /** The only codec on the bus; the same on every node. */
    static final class Codec implements MessageCodec<Payload, Payload> {

        private static final String NAME = "holdfast-json";

        private final boolean alwaysJson;

        private Codec(boolean alwaysJson) {
            this.alwaysJson = alwaysJson;
        }

        /**
         * Once per Vert.x; a second time has no effect.
         *
         * @param alwaysJson also within the JVM: slower, but what passes a test then also crosses the wire
         */
        static void register(EventBus bus, boolean alwaysJson) {
            try {
                bus.registerDefaultCodec(Payload.class, new Codec(alwaysJson));
            } catch (IllegalStateException registered) {
                // by another service of this process
            }
        }

        @Override
        public void encodeToWire(Buffer buffer, Payload payload) {
            byte[] bytes = payload.bytes();
            buffer.appendInt(bytes.length).appendBytes(bytes);
        }

        @Override
        public Payload decodeFromWire(int position, Buffer buffer) {
            int start = position + Integer.BYTES;
            return new Payload(null, buffer.getBuffer(start, start + buffer.getInt(position)));
        }

        @Override
        public Payload transform(Payload payload) {
            return alwaysJson ? new Payload(null, Buffer.buffer(payload.bytes())) : payload;
        }

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public byte systemCodecID() {
            return -1;
        }
    }
}
