package io.holdfast.alert;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.discovery.Machine;
import io.holdfast.contracts.discovery.SubscriptionCheck;
import io.holdfast.contracts.discovery.SubscriptionCheck.Finding;
import io.holdfast.platform.ServiceContext;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which subscriptions answer. Asks each, a few at a time, for nobody else does so regularly: discoveries are started by people.
 */
final class Reach {

    private static final Logger log = LoggerFactory.getLogger(Reach.class);
    private static final int AT_ONCE = 4;

    /** Subscriptions that answered, and those that did not; one that is in neither map could not be asked. */
    record View(Map<String, Instant> answered, Map<String, Source.Unreachable> away) {

        Source of(String subscription, @Nullable Machine machine) {
            Source.Unreachable unreachable = away.get(subscription);
            if (unreachable != null) {
                return unreachable;
            }
            Instant at = answered.get(subscription);
            if (machine == null || at == null) {
                return new Source.Unknown();
            }
            return machine.missing()
                    ? new Source.Missing(machine.lastSeenAt())
                    : new Source.There(machine.lastSeenAt(), at);
        }
    }

    private final ServiceContext context;
    private final Peers peers;
    private final ReachStore store;
    private final Duration patience;

    /** {@code patience}: how long a subscription may be away before it is gone. */
    Reach(ServiceContext context, Peers peers, ReachStore store, Duration patience) {
        this.context = context;
        this.peers = peers;
        this.store = store;
        this.patience = patience;
    }

    /** {@code goOn}: asked again and again on the way; when it fails, so does this. */
    Future<View> look(Supplier<Future<Void>> goOn) {
        View view = new View(new HashMap<>(), new HashMap<>());
        return peers.subscriptions()
                .compose(all -> store.keepOnly(all).map(all))
                .recover(t -> {
                    log.warn("Whether machines are there is not known: {}", t.toString());
                    return Future.succeededFuture(List.of());
                })
                .compose(all -> store.all().compose(before -> several(all, before, view, goOn)))
                .map(x -> view);
    }

    private Future<Void> several(
            List<String> names, Map<String, ReachStore.Away> before, View view, Supplier<Future<Void>> goOn) {
        if (names.isEmpty()) {
            return Future.succeededFuture();
        }
        int next = Math.min(AT_ONCE, names.size());
        return Future.join(names.subList(0, next).stream()
                        .map(name -> one(name, before.get(name), view))
                        .toList())
                .compose(x -> goOn.get())
                .compose(x -> several(names.subList(next, names.size()), before, view, goOn));
    }

    private Future<Void> one(String name, ReachStore.@Nullable Away before, View view) {
        return peers.probe(name)
                .compose(check -> {
                    Instant now = context.clock().instant();
                    if (check.answers()) {
                        view.answered.put(name, now);
                        return before == null ? Future.<Void>succeededFuture() : store.there(name);
                    }
                    String message = message(check);
                    Instant since = before == null ? now : before.since();
                    boolean gone = !since.plus(patience).isAfter(now);
                    view.away.put(name, new Source.Unreachable(since, message, gone));
                    return store.away(name, since, message);
                })
                .recover(t -> {
                    boolean deleted = t instanceof HoldfastException it && it.code() == ErrorCode.SubscriptionNotFound;
                    if (!deleted) {
                        log.warn("Subscription {} could not be asked: {}", name, t.toString());
                    }
                    return Future.succeededFuture();
                });
    }

    private static String message(SubscriptionCheck check) {
        return check.findings().stream()
                .filter(finding -> !finding.ok())
                .findFirst()
                .map(Finding::message)
                .orElse("It does not answer");
    }
}
