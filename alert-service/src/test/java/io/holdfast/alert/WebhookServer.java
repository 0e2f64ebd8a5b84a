package io.holdfast.alert;

import static io.holdfast.platform.testing.ServiceHarness.await;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A receiver that checks signatures by itself, and answers as told. */
final class WebhookServer implements AutoCloseable {
    static final byte[] SECRET = "a secret of thirty-two bytes ...".getBytes(StandardCharsets.US_ASCII);

    record Post(Map<String, String> headers, String body, boolean signed) {
        JsonObject json() {
            return new JsonObject(body);
        }

        String id() {
            return headers.get("webhook-id");
        }
    }

    private final HttpServer server;
    private final List<Post> posts = new CopyOnWriteArrayList<>();
    private final List<String> elsewhere = new CopyOnWriteArrayList<>();
    private volatile int status = 204;

    WebhookServer(Vertx vertx) {
        server = await(vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> {
                    if (!request.path().equals("/hook")) {
                        elsewhere.add(request.path());
                    }
                    String text = body.toString();
                    Map<String, String> headers = new HashMap<>();
                    request.headers()
                            .forEach(
                                    header -> headers.put(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
                    posts.add(new Post(headers, text, isSigned(headers, text)));
                    request.response()
                            .setStatusCode(status)
                            .putHeader("Location", "/elsewhere")
                            .end();
                }))
                .listen(0, "127.0.0.1"));
    }

    static String secret() {
        return "whsec_" + Base64.getEncoder().encodeToString(SECRET);
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort() + "/hook";
    }

    void answer(int code) {
        status = code;
    }

    /** What has come so far: more may come while it is looked at. */
    List<Post> posts() {
        return List.copyOf(posts);
    }

    List<String> elsewhere() {
        return List.copyOf(elsewhere);
    }

    private static boolean isSigned(Map<String, String> headers, String body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET, "HmacSHA256"));
            String signed = headers.get("webhook-id") + "." + headers.get("webhook-timestamp") + "." + body;
            byte[] expected = mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
            return ("v1," + Base64.getEncoder().encodeToString(expected)).equals(headers.get("webhook-signature"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        await(server.close());
    }
}
