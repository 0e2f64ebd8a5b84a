package io.holdfast.cli;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The HTTP API with answers given beforehand; remembers what was asked. */
final class FakeApi implements AutoCloseable {
    private record Answer(int status, String type, String body) {}

    /** A request as it arrived. */
    record Request(String method, String uri, String body, Map<String, List<String>> headers) {}

    private final HttpServer server;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    final List<Request> requests = new CopyOnWriteArrayList<>();

    FakeApi() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            var uri = exchange.getRequestURI();
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(new Request(exchange.getRequestMethod(), uri.toString(), body, exchange.getRequestHeaders()));
            var none = new Answer(
                    404, "application/problem+json", "{\"title\":\"No such resource\",\"code\":\"NotFound\"}");
            // an answer for the whole address goes before one for its path
            var answer = answers.getOrDefault(
                    exchange.getRequestMethod() + " " + uri,
                    answers.getOrDefault(exchange.getRequestMethod() + " " + uri.getPath(), none));
            var bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", answer.type());
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    FakeApi answer(String methodAndPath, int status, String body) {
        answers.put(methodAndPath, new Answer(status, "application/json", body));
        return this;
    }

    FakeApi stream(String path, String events) {
        answers.put("GET " + path, new Answer(200, "text/event-stream", events));
        return this;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
