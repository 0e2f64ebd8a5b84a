package io.holdfast.gateway.http;

import io.holdfast.contracts.Caller;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who a request comes from. {@code session}: the secret of the session's cookie, null when the caller came otherwise.
 */
public record Identity(Caller caller, @Nullable String session) {

    /** Who has not signed in; may only sign in. */
    public static final Identity ANONYMOUS = new Identity(new Caller("anonymous"), null);

    private static final String KEY = "holdfast.identity";

    public static Identity of(RoutingContext ctx) {
        return Objects.requireNonNullElse(ctx.get(KEY), ANONYMOUS);
    }

    public void attach(RoutingContext ctx) {
        ctx.put(KEY, this);
    }
}
