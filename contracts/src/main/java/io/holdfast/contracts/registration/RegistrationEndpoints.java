package io.holdfast.contracts.registration;

import io.holdfast.contracts.Ack;
import io.holdfast.contracts.Endpoint;
import io.holdfast.contracts.JobRefs;

/**
 * What registration-service serves.
 */
public final class RegistrationEndpoints {
    /** All machines are accepted, or none and each bad one is named as {@code /machineIds/N}. */
    public static final Endpoint<RegisterItems, JobRefs> REGISTER =
            Endpoint.once("registration.register.v1", RegisterItems.class, JobRefs.class);

    public static final Endpoint<ItemKey, JobRefs> UNREGISTER =
            Endpoint.once("registration.unregister.v1", ItemKey.class, JobRefs.class);
    public static final Endpoint<ListRegisteredItems, RegisteredItemPage> LIST =
            Endpoint.idempotent("registration.item.list.v1", ListRegisteredItems.class, RegisteredItemPage.class);
    public static final Endpoint<ItemKey, RegisteredItem> GET =
            Endpoint.idempotent("registration.item.get.v1", ItemKey.class, RegisteredItem.class);
    public static final Endpoint<CountItems, ItemCount> COUNT =
            Endpoint.idempotent("registration.item.count.v1", CountItems.class, ItemCount.class);

    // for protection-service
    public static final Endpoint<ClaimItems, RegisteredItems> CLAIM =
            Endpoint.idempotent("registration.item.claim.v1", ClaimItems.class, RegisteredItems.class);
    /** Answers or refuses exactly as {@link #CLAIM} would, and marks nothing. */
    public static final Endpoint<ClaimItems, RegisteredItems> CLAIM_CHECK =
            Endpoint.idempotent("registration.item.claim-check.v1", ClaimItems.class, RegisteredItems.class);

    public static final Endpoint<ReleaseItem, Ack> RELEASE =
            Endpoint.idempotent("registration.item.release.v1", ReleaseItem.class, Ack.class);

    private RegistrationEndpoints() {}
}
