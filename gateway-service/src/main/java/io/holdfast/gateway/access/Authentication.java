package io.holdfast.gateway.access;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.gateway.http.Contract;
import io.holdfast.gateway.http.Identity;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who calls the API: bearer token, else a ticket (streams only), else the session's cookie. A request that could change something
 * and comes with a cookie must come from our own pages.
 */
public final class Authentication implements Handler<RoutingContext> {

    public static final String COOKIE = "holdfast_session";

    private static final String SIGN_IN = Contract.BASE + "/session";
    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "::1", "[::1]", "localhost");

    private final Credentials credentials;
    private final boolean required;

    /** {@code required} false: everybody on this machine is {@code local}. */
    public Authentication(Credentials credentials, boolean required) {
        this.credentials = credentials;
        this.required = required;
    }

    @Override
    public void handle(RoutingContext ctx) {
        HttpServerRequest request = ctx.request();
        if (!required) {
            if (isForeign(request)) {
                ctx.fail(new HoldfastException(
                        ErrorCode.Forbidden,
                        "Without authentication only this machine's own pages and programs may call."));
            } else {
                new Identity(new Caller("local"), null).attach(ctx);
                ctx.next();
            }
            return;
        }
        if (request.method().equals(HttpMethod.POST) && ctx.normalizedPath().equals(SIGN_IN)) {
            ctx.next();
            return;
        }
        // the body may arrive while we look the caller up
        request.pause();
        identify(ctx)
                .onComplete(x -> request.resume())
                .onSuccess(identity -> {
                    identity.attach(ctx);
                    ctx.next();
                })
                .onFailure(ctx::fail);
    }

    private Future<Identity> identify(RoutingContext ctx) {
        String bearer = bearer(ctx.request());
        if (bearer != null) {
            return credentials
                    .check(bearer)
                    .map(caller -> new Identity(known(caller, "The token is not valid."), null));
        }
        String ticket = ctx.request().getParam("ticket");
        if (ticket != null && ctx.request().method().equals(HttpMethod.GET)) {
            return credentials
                    .takeTicket(ticket)
                    .map(caller -> new Identity(known(caller, "The ticket is used up or too old."), null));
        }
        Cookie cookie = ctx.request().getCookie(COOKIE);
        if (cookie == null) {
            return Future.failedFuture(unauthorized("No token was sent."));
        }
        if (!SAFE.contains(ctx.request().method()) && !isSameOrigin(ctx.request())) {
            return Future.failedFuture(
                    new HoldfastException(ErrorCode.Forbidden, "A session works from Holdfast's own pages only."));
        }
        return credentials
                .check(cookie.getValue())
                .map(caller -> new Identity(known(caller, "The session has ended."), cookie.getValue()));
    }

    private static Caller known(Optional<Caller> caller, String otherwise) {
        return caller.orElseThrow(() -> unauthorized(otherwise));
    }

    private static HoldfastException unauthorized(String message) {
        return new HoldfastException(ErrorCode.Unauthorized, message);
    }

    private static @Nullable String bearer(HttpServerRequest request) {
        String header = request.getHeader("Authorization");
        return header != null && header.regionMatches(true, 0, "Bearer ", 0, 7)
                ? header.substring(7).trim()
                : null;
    }

    /**
     * Whether a page of somebody else's makes the browser of this machine ask: from another site, or under a name that was made to lead here.
     */
    private static boolean isForeign(HttpServerRequest request) {
        if (request.authority() == null
                || !LOOPBACK.contains(request.authority().host())) {
            return true;
        }
        boolean fromPage = request.getHeader("Sec-Fetch-Site") != null || request.getHeader("Origin") != null;
        return fromPage && !SAFE.contains(request.method()) && !isSameOrigin(request);
    }

    static boolean isSameOrigin(HttpServerRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null) {
            return site.equals("same-origin");
        }
        String origin = request.getHeader("Origin");
        if (origin == null || request.authority() == null) {
            return false;
        }
        try {
            return request.authority().toString().equals(URI.create(origin).getAuthority());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
