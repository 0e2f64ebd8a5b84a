package io.holdfast.gateway.stream;

import io.holdfast.gateway.http.Rendering;
import io.vertx.core.buffer.Buffer;

/**
 * Server-sent events as bytes. JSON on one line never holds a raw line break.
 */
final class Frames {

    static final Buffer HEARTBEAT = Buffer.buffer(":\n\n");

    /** Flushes the head through proxies, and tells clients how long to wait before they come back. */
    static final Buffer OPENING = Buffer.buffer(": holdfast\nretry: 3000\n\n");

    static Buffer event(long id, String type, Object data) {
        return Buffer.buffer("id: " + id + "\n").appendBuffer(event(type, data));
    }

    static Buffer event(String type, Object data) {
        return Buffer.buffer("event: " + type + "\ndata: ")
                .appendBuffer(Rendering.json(data))
                .appendString("\n\n");
    }

    private Frames() {}
}
