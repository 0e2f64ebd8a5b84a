package io.holdfast.gateway.testing;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A blocking client that holds every answer against the contract.
 */
public final class Http {

    /** An answer; {@code json} of an empty body is empty. */
    public record Reply(int status, HttpResponse<String> raw) {
        public JsonObject json() {
            return raw.body().isEmpty() ? new JsonObject() : new JsonObject(raw.body());
        }

        public @Nullable String header(String name) {
            return raw.headers().firstValue(name).orElse(null);
        }

        /** The code of a problem. */
        public String code() {
            return json().getString("code");
        }
    }

    private final HttpClient client = HttpClient.newHttpClient();
    private final String origin;
    private final @Nullable String token;
    private final ContractCheck contract;

    /** {@code origin}: for example {@code http://127.0.0.1:8080}. */
    public Http(String origin, @Nullable String token, ContractCheck contract) {
        this.origin = origin;
        this.token = token;
        this.contract = contract;
    }

    public Http withToken(@Nullable String other) {
        return new Http(origin, other, contract);
    }

    public Reply get(String path) {
        return send("GET", path, null, Map.of());
    }

    public Reply post(String path, @Nullable String body) {
        return send("POST", path, body, Map.of());
    }

    public Reply post(String path, @Nullable String body, Map<String, String> headers) {
        return send("POST", path, body, headers);
    }

    /** Path below {@code /api/v1}. The body is sent as JSON unless a header says otherwise. */
    public Reply send(String method, String path, @Nullable String body, Map<String, String> headers) {
        String full = "/api/v1" + path;
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(origin + full))
                .timeout(Duration.ofSeconds(30))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (body != null && !headers.containsKey("Content-Type")) {
            request.header("Content-Type", "application/json");
        }
        headers.forEach(request::header);
        HttpResponse<String> response = raw(request.build());
        contract.response(
                method,
                full,
                response.statusCode(),
                response.headers().firstValue("Content-Type").orElse(null),
                response.body());
        return new Reply(response.statusCode(), response);
    }

    /** Any address, unchecked. */
    public Reply page(String path, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(origin + path));
        headers.forEach(request::header);
        HttpResponse<String> response = raw(request.build());
        return new Reply(response.statusCode(), response);
    }

    /** The whole answer to a request that the client above would not send. */
    public static String answer(int port, String head) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream()
                    .write((head + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private HttpResponse<String> raw(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
