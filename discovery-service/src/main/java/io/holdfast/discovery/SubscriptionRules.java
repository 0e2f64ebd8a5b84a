package io.holdfast.discovery;

import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.discovery.NewSubscription;
import io.holdfast.contracts.discovery.Subscription;
import java.util.LinkedHashMap;
import java.util.Set;
import java.util.regex.Pattern;

/** What a subscription may be called, and what of it people may see. */
final class SubscriptionRules {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final int MAX_REGION = 64;
    private static final Set<String> SECRETS = Set.of("password", "token", "secret");

    /** @throws HoldfastException {@code InvalidField} */
    static void check(NewSubscription request) {
        if (!NAME.matcher(request.name()).matches()) {
            throw HoldfastException.invalidField(
                    "/name",
                    "InvalidName",
                    "A name has 1 to 63 characters of a-z, 0-9 and -, and does not begin with -.");
        }
        if (request.region().isBlank() || request.region().length() > MAX_REGION) {
            throw HoldfastException.invalidField(
                    "/region", "InvalidRegion", "A region has 1 to %d characters.".formatted(MAX_REGION));
        }
    }

    /** Without its secrets: they go to movers only, never to HTTP. */
    static Subscription redacted(Subscription subscription) {
        var settings = new LinkedHashMap<>(subscription.settings());
        settings.keySet().removeAll(SECRETS);
        return new Subscription(
                subscription.name(),
                subscription.fabric(),
                subscription.region(),
                settings,
                subscription.createdAt(),
                subscription.lastDiscoveredAt(),
                subscription.version());
    }

    private SubscriptionRules() {}
}
