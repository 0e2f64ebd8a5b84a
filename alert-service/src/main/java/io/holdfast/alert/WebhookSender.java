package io.holdfast.alert;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Posts messages, signed. Follows no redirects, and reads no more of an answer than its status.
 */
final class WebhookSender implements Sender {

    private static final int CONNECT_MILLIS = 5_000;
    private static final long SEND_SECONDS = 15;

    private final Vertx vertx;
    private final Clock clock;
    private final Seal seal;
    private final boolean loopback;
    private final HttpClient client;

    WebhookSender(Vertx vertx, Clock clock, Seal seal, boolean loopback) {
        this.vertx = vertx;
        this.clock = clock;
        this.seal = seal;
        this.loopback = loopback;
        this.client = vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout(CONNECT_MILLIS)
                .setKeepAlive(false)
                .setMaxHeaderSize(16 * 1024));
    }

    @Override
    public Future<String> send(String id, String vault, String target, String sealed, Parcel parcel) {
        URI uri = URI.create(target);
        String secret;
        try {
            secret = seal.open(sealed, owner(vault, target));
        } catch (Seal.Broken e) {
            return Future.failedFuture(new Refused(String.valueOf(e.getMessage())));
        }
        return vertx.executeBlocking(() -> WebhookAddress.resolve(uri.getHost(), loopback), false)
                .compose(address -> post(id, uri, address, secret, parcel.json()))
                .timeout(SEND_SECONDS, TimeUnit.SECONDS)
                .recover(t -> Future.failedFuture(t instanceof Refused ? t : new Refused(reason(uri, t))));
    }

    /** What a webhook's secret is sealed for. */
    static String owner(String vault, String url) {
        return vault + "\n" + url;
    }

    private Future<String> post(String id, URI uri, InetAddress address, String secret, String body) {
        boolean tls = uri.getScheme().equalsIgnoreCase("https");
        int port = uri.getPort() < 0 ? (tls ? 443 : 80) : uri.getPort();
        long timestamp = clock.instant().getEpochSecond();
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(uri.toString())
                .setServer(SocketAddress.inetSocketAddress(port, address.getHostAddress()))
                .setFollowRedirects(false)
                .putHeader("Content-Type", "application/json")
                .putHeader("User-Agent", "Holdfast")
                .putHeader("webhook-id", id)
                .putHeader("webhook-timestamp", Long.toString(timestamp))
                .putHeader("webhook-signature", Signature.of(secret, id, timestamp, body));
        return client.request(options)
                .compose(request -> request.send(Buffer.buffer(body))
                        .map(WebhookSender::status)
                        .timeout(SEND_SECONDS, TimeUnit.SECONDS)
                        .onComplete(x -> request.reset()))
                .compose(status -> status >= 200 && status < 300
                        ? Future.succeededFuture("Answered " + status)
                        : Future.failedFuture(new Refused("Answered " + status)));
    }

    /** The rest of the answer is cut off, which is no error. */
    private static int status(HttpClientResponse response) {
        response.exceptionHandler(x -> {});
        return response.statusCode();
    }

    private static String reason(URI uri, Throwable t) {
        if (t instanceof TimeoutException) {
            return uri.getHost() + " did not answer within " + SEND_SECONDS + " s";
        }
        if (t instanceof ConnectException) {
            return uri.getHost() + " cannot be connected to";
        }
        return t instanceof UnknownHostException
                ? uri.getHost() + " cannot be used: " + Letter.plain(String.valueOf(t.getMessage()))
                : Letter.plain(uri.getHost() + ": " + t.getMessage());
    }

    Future<?> close() {
        return client.close();
    }
}
