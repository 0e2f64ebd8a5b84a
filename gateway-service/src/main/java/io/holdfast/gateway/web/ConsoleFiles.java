package io.holdfast.gateway.web;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.FileSystemAccess;
import io.vertx.ext.web.handler.StaticHandler;
import java.util.regex.Pattern;

/**
 * The console, as it lies on the class path. Files whose name carries a hash never change and may be kept for a year; for any other address a
 * browser opens, the console's one page answers and finds its way by itself.
 */
public final class ConsoleFiles {

    private static final Pattern HASHED = Pattern.compile(".*[-.][0-9A-Za-z]{8,}\\.(js|css|svg|woff2|map)");

    public static void mount(Router router) {
        StaticHandler files = StaticHandler.create(FileSystemAccess.RELATIVE, "webroot")
                .setIncludeHidden(false)
                .setCachingEnabled(false)
                .setDefaultContentEncoding("UTF-8");
        router.route().method(HttpMethod.GET).method(HttpMethod.HEAD).handler(ConsoleFiles::caching);
        router.route().method(HttpMethod.GET).method(HttpMethod.HEAD).handler(files);
        router.route().method(HttpMethod.GET).method(HttpMethod.HEAD).handler(page());
    }

    private static void caching(RoutingContext ctx) {
        boolean hashed = HASHED.matcher(ctx.normalizedPath()).matches();
        ctx.response().putHeader("Cache-Control", hashed ? "public, max-age=31536000, immutable" : "no-cache");
        ctx.next();
    }

    private static Handler<RoutingContext> page() {
        return ctx -> {
            String accept = ctx.request().getHeader("Accept");
            String path = ctx.normalizedPath();
            boolean browsed = accept != null
                    && accept.contains("text/html")
                    && !path.startsWith("/api/")
                    && !path.equals("/index.html")
                    && !path.equals("/");
            if (browsed) {
                ctx.response().putHeader("Cache-Control", "no-cache");
                ctx.reroute(HttpMethod.GET, "/index.html");
            } else {
                ctx.response().headers().remove("Cache-Control");
                ctx.next();
            }
        };
    }

    private ConsoleFiles() {}
}
