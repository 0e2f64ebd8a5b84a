package io.holdfast.contracts.discovery;

import java.util.List;
import org.jspecify.annotations.Nullable;

public record SubscriptionPage(
        List<Subscription> items, @Nullable String nextCursor) {}
