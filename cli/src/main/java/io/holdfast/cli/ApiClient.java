package io.holdfast.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.holdfast.platform.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The HTTP API as the command line sees it: JSON in, JSON out, problems as {@link ApiException}. */
public final class ApiClient {
    private static final int PAGE = 500;
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final URI server;
    private final @Nullable String token;

    public ApiClient(URI server, @Nullable String token) {
        this.server = server;
        this.token = token;
    }

    public URI server() {
        return server;
    }

    /** Builds {@code /api/v1/…} from path segments and {@code name=value} pairs, encoding both. Null values are left out. */
    public static String path(String... segments) {
        var path = new StringBuilder("/api/v1");
        for (var segment : segments) {
            path.append('/').append(encode(segment));
        }
        return path.toString();
    }

    public static String query(String path, @Nullable String... namesAndValues) {
        var query = new StringBuilder(path);
        var separator = path.indexOf('?') < 0 ? '?' : '&';
        for (int i = 0; i < namesAndValues.length; i += 2) {
            var value = namesAndValues[i + 1];
            if (value != null) {
                query.append(separator).append(namesAndValues[i]).append('=').append(encode(value));
                separator = '&';
            }
        }
        return query.toString();
    }

    public JsonNode get(String path) {
        return send(request(path).GET().build());
    }

    public JsonNode delete(String path) {
        return send(request(path).DELETE().build());
    }

    /** A retried POST must not act twice, so each one carries its own idempotency key. */
    public JsonNode post(String path, Object body) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(json(body))
                .build());
    }

    /** A POST that says everything with its path. */
    public JsonNode post(String path) {
        return send(request(path)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(HttpRequest.BodyPublishers.noBody())
                .build());
    }

    public JsonNode put(String path) {
        return send(request(path).PUT(HttpRequest.BodyPublishers.noBody()).build());
    }

    /** Replaces what was read; refused when it has changed since. */
    public JsonNode put(String path, Object body, JsonNode read) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .header("If-Match", "\"" + read.path("version").asLong() + "\"")
                .PUT(json(body))
                .build());
    }

    public JsonNode patch(String path, Object body) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .method("PATCH", json(body))
                .build());
    }

    /** Every item of a list, page after page. */
    public List<JsonNode> all(String path) {
        return upTo(path, Integer.MAX_VALUE);
    }

    /** The first {@code max} items of a list. */
    public List<JsonNode> upTo(String path, int max) {
        var items = new ArrayList<JsonNode>();
        String cursor = null;
        do {
            var page = get(query(path, "limit", String.valueOf(Math.min(PAGE, max - items.size())), "cursor", cursor));
            page.path("items").forEach(items::add);
            cursor = page.path("nextCursor").asText(null);
        } while (cursor != null && items.size() < max);
        return items;
    }

    /** An open event stream; {@code lastEventId} resumes after that event. The caller closes it. */
    public InputStream stream(String path, @Nullable String lastEventId) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(server.resolve(path)).header("Accept", "text/event-stream");
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        var response = http.send(request.GET().build(), HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            try (var body = response.body()) {
                throw new ApiException(
                        response.statusCode(), parse(new String(body.readAllBytes(), StandardCharsets.UTF_8)));
            }
        }
        return response.body();
    }

    private HttpRequest.Builder request(String path) {
        var request =
                HttpRequest.newBuilder(server.resolve(path)).timeout(TIMEOUT).header("Accept", "application/json");
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return request;
    }

    private JsonNode send(HttpRequest request) {
        try {
            var response = http.send(request, HttpResponse.BodyHandlers.ofString());
            var body = parse(response.body());
            if (response.statusCode() >= 400) {
                throw new ApiException(response.statusCode(), body);
            }
            return body;
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.UNAVAILABLE,
                    "No answer from " + server + " (" + reason(e)
                            + ")\n  → Is the server running? Start one with: holdfast up --data DIR");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException(ExitCode.FAILED, "Interrupted");
        }
    }

    private static String reason(IOException e) {
        var message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    private static JsonNode parse(String body) {
        if (body.isBlank()) {
            return JsonNodeFactory.instance.objectNode();
        }
        try {
            return Json.mapper().readTree(body);
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.UNAVAILABLE, "The server's answer is not JSON. Is this address Holdfast's?");
        }
    }

    private static HttpRequest.BodyPublisher json(Object body) {
        try {
            return HttpRequest.BodyPublishers.ofString(Json.mapper().writeValueAsString(body));
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2C", ",");
    }
}
