package io.holdfast.gateway.access;

import io.holdfast.contracts.Caller;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Opens, checks and ends what a caller can show. An answer about a token or session is remembered for a few seconds, so one that was ended
 * elsewhere may work that much longer. For one event loop.
 */
public final class Credentials {

    private static final Duration SESSION = Duration.ofHours(12);
    private static final Duration TICKET = Duration.ofMinutes(1);
    private static final Duration REMEMBERED = Duration.ofSeconds(5);
    private static final int MOST_REMEMBERED = 1000;

    /** A secret that was made, and until when it works. */
    public record Issued(String secret, Instant expiresAt) {}

    private record Known(String name, Instant until) {}

    private final CredentialStore store;
    private final Clock clock;
    private final Map<ByteBuffer, Known> known = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Known> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };

    public Credentials(CredentialStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Who stands behind a token or a session; empty for none. */
    public Future<Optional<Caller>> check(String secret) {
        Instant now = clock.instant();
        ByteBuffer hash = ByteBuffer.wrap(Secrets.hash(secret));
        Known remembered = known.get(hash);
        if (remembered != null && now.isBefore(remembered.until())) {
            return Future.succeededFuture(Optional.of(new Caller(remembered.name())));
        }
        return store.find(secret, now).map(found -> {
            known.remove(hash);
            found.ifPresent(name -> known.put(hash, new Known(name, now.plus(REMEMBERED))));
            return found.map(Caller::new);
        });
    }

    public Future<Optional<Caller>> takeTicket(String secret) {
        return store.takeTicket(secret, clock.instant()).map(name -> name.map(Caller::new));
    }

    public Future<Issued> openSession(Caller caller) {
        return issue("hfs_", CredentialStore.Kind.Session, caller, SESSION);
    }

    public Future<Issued> openTicket(Caller caller) {
        return issue("hft_", CredentialStore.Kind.Ticket, caller, TICKET);
    }

    public Future<Void> endSession(String secret) {
        known.remove(ByteBuffer.wrap(Secrets.hash(secret)));
        return store.remove(secret);
    }

    private Future<Issued> issue(String prefix, CredentialStore.Kind kind, Caller caller, Duration life) {
        Instant now = clock.instant();
        Issued issued = new Issued(Secrets.create(prefix), now.plus(life));
        return store.add(issued.secret(), kind, caller.name(), now, issued.expiresAt())
                .map(issued);
    }
}
