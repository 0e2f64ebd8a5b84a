package io.holdfast.gateway.access;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first administrator's token. With a file that holds one, that is the token, now and after every change of the file; else one is made
 * on the first start and written to the file, or logged once where no file is configured.
 */
public final class AdminToken {

    private static final Logger log = LoggerFactory.getLogger(AdminToken.class);

    private final Vertx vertx;
    private final CredentialStore store;
    private final Clock clock;

    public AdminToken(Vertx vertx, CredentialStore store, Clock clock) {
        this.vertx = vertx;
        this.store = store;
        this.clock = clock;
    }

    public Future<Void> ensure(@Nullable String file) {
        if (file == null || file.isBlank()) {
            return create().onSuccess(token -> {
                        if (!token.isEmpty()) {
                            log.warn("Administrator's token, shown this once: {}", token);
                        }
                    })
                    .mapEmpty();
        }
        Path path = Path.of(file);
        return vertx.executeBlocking(() -> read(path))
                .compose(given -> given.isEmpty()
                        ? create().compose(token -> token.isEmpty() ? missing(path) : written(path, token))
                        : adopt(given));
    }

    private Future<Void> adopt(String given) {
        return store.find(given, clock.instant())
                .compose(name ->
                        name.isPresent() ? Future.succeededFuture() : store.replaceAdmin(given, clock.instant()));
    }

    /** Empty when there is an administrator already. */
    private Future<String> create() {
        String token = Secrets.create("hf_");
        return store.addAdmin(token, clock.instant()).map(added -> added ? token : "");
    }

    private static Future<Void> missing(Path path) {
        log.warn("An administrator exists, but {} does not; put the token there, or a new one of your own", path);
        return Future.succeededFuture();
    }

    private Future<Void> written(Path path, String token) {
        return vertx.executeBlocking(() -> {
                    write(path, token);
                    return null;
                })
                .onSuccess(x -> log.info("Administrator's token written to {}", path))
                .mapEmpty();
    }

    private static String read(Path path) throws IOException {
        return Files.exists(path) ? Files.readString(path).strip() : "";
    }

    private static void write(Path path, String token) throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.deleteIfExists(path);
        Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(path, token + "\n", StandardOpenOption.WRITE);
    }
}
