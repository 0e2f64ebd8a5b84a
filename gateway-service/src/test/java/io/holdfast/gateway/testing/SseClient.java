package io.holdfast.gateway.testing;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.parsetools.RecordParser;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream of server-sent events and keeps them, each held against the contract.
 */
public final class SseClient implements AutoCloseable {

    /** {@code id} null for none; {@code error} if the data does not fit the contract. */
    public record Event(
            @Nullable String id,
            String type,
            String data,
            @Nullable String error) {}

    private final HttpClient client;
    private final String path;
    private final ContractCheck contract;
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final AtomicInteger comments = new AtomicInteger();
    private volatile int status;
    private volatile @Nullable String contentType;
    private volatile boolean closed;
    private volatile @Nullable HttpClientResponse response;
    private @Nullable String id;
    private @Nullable String type;
    private @Nullable String data;

    private SseClient(Vertx vertx, String path, ContractCheck contract) {
        // a small receive buffer lets tests of slow readers fill the connection quickly
        this.client = vertx.createHttpClient(new HttpClientOptions().setReceiveBufferSize(8 * 1024));
        this.path = path;
        this.contract = contract;
    }

    /** {@code path} below {@code /api/v1}. */
    public static SseClient open(
            Vertx vertx, int port, String path, Map<String, String> headers, ContractCheck contract) {
        SseClient sse = new SseClient(vertx, "/api/v1" + path, contract);
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI("/api/v1" + path);
        options.putHeader("Accept", "text/event-stream");
        headers.forEach(options::putHeader);
        sse.client
                .request(options)
                .compose(request -> request.send())
                .onSuccess(sse::read)
                .onFailure(t -> sse.closed = true);
        return sse;
    }

    private void read(HttpClientResponse opened) {
        status = opened.statusCode();
        contentType = opened.getHeader("Content-Type");
        RecordParser lines = RecordParser.newDelimited("\n", this::line);
        opened.exceptionHandler(t -> closed = true);
        opened.endHandler(x -> closed = true);
        opened.handler(lines);
        response = opened;
    }

    private void line(Buffer buffer) {
        String line = buffer.toString();
        if (line.startsWith(":")) {
            comments.incrementAndGet();
        } else if (line.startsWith("id: ")) {
            id = line.substring(4);
        } else if (line.startsWith("event: ")) {
            type = line.substring(7);
        } else if (line.startsWith("data: ")) {
            data = line.substring(6);
        } else if (line.isEmpty()) {
            dispatch();
        }
    }

    private void dispatch() {
        if (type != null && data != null) {
            String error = null;
            try {
                contract.event(path, type, data);
            } catch (AssertionError | RuntimeException e) {
                error = e.toString();
            }
            events.add(new Event(id, type, data, error));
        }
        id = null;
        type = null;
        data = null;
    }

    public int status() {
        return status;
    }

    public @Nullable String contentType() {
        return contentType;
    }

    public boolean isClosed() {
        return closed;
    }

    public int comments() {
        return comments.get();
    }

    public List<Event> events() {
        return List.copyOf(events);
    }

    public List<Event> events(String ofType) {
        return events.stream().filter(event -> event.type().equals(ofType)).toList();
    }

    /** Ids of the {@code job} events. */
    public List<Long> ids() {
        return events("job").stream()
                .map(event -> Long.valueOf(String.valueOf(event.id())))
                .toList();
    }

    /** Stops reading: the connection fills. */
    public void pause() {
        HttpClientResponse opened = response;
        if (opened != null) {
            opened.pause();
        }
    }

    public void resume() {
        HttpClientResponse opened = response;
        if (opened != null) {
            opened.resume();
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
