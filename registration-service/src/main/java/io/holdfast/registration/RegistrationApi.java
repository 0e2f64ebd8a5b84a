package io.holdfast.registration;

import io.holdfast.contracts.Ack;
import io.holdfast.contracts.Caller;
import io.holdfast.contracts.PageRequest;
import io.holdfast.contracts.registration.ClaimItems;
import io.holdfast.contracts.registration.CountItems;
import io.holdfast.contracts.registration.ItemCount;
import io.holdfast.contracts.registration.ItemKey;
import io.holdfast.contracts.registration.ListRegisteredItems;
import io.holdfast.contracts.registration.RegisteredItem;
import io.holdfast.contracts.registration.RegisteredItemPage;
import io.holdfast.contracts.registration.RegisteredItems;
import io.holdfast.contracts.registration.RegistrationEndpoints;
import io.holdfast.contracts.registration.ReleaseItem;
import io.holdfast.platform.Bus;
import io.vertx.core.Future;
import java.util.List;

/** Serves {@link RegistrationEndpoints}. */
final class RegistrationApi {
    private final RegistrationStore items;
    private final ClaimStore claims;
    private final RegistrationCommands commands;
    private final Peers peers;

    RegistrationApi(RegistrationStore items, ClaimStore claims, RegistrationCommands commands, Peers peers) {
        this.items = items;
        this.claims = claims;
        this.commands = commands;
        this.peers = peers;
    }

    Future<?> serve(Bus bus) {
        return Future.all(List.of(
                bus.serve(RegistrationEndpoints.REGISTER, commands::register),
                bus.serve(RegistrationEndpoints.UNREGISTER, commands::unregister),
                bus.serve(RegistrationEndpoints.LIST, this::list),
                bus.serve(RegistrationEndpoints.GET, this::get),
                bus.serve(RegistrationEndpoints.COUNT, this::count),
                bus.serve(RegistrationEndpoints.CLAIM, this::claim),
                bus.serve(RegistrationEndpoints.CLAIM_CHECK, this::checkClaim),
                bus.serve(RegistrationEndpoints.RELEASE, this::release)));
    }

    private Future<RegisteredItemPage> list(ListRegisteredItems request, Caller caller) {
        var page = new PageRequest(
                Math.max(1, Math.min(request.page().limit(), PageRequest.MAX_LIMIT)),
                request.page().cursor());
        return items.list(request.filter(), page)
                .compose(found -> found.items().isEmpty()
                        ? peers.vault(request.filter().vault(), caller).map(found)
                        : Future.succeededFuture(found));
    }

    private Future<RegisteredItem> get(ItemKey key, Caller caller) {
        return items.item(key.item()).map(item -> item.filter(row -> row.vault().equals(key.vault()))
                .orElseThrow(() -> RegistrationRules.notFound(key)));
    }

    private Future<ItemCount> count(CountItems request, Caller caller) {
        return items.count(request.vault()).map(ItemCount::new);
    }

    private Future<RegisteredItems> claim(ClaimItems request, Caller caller) {
        return claims.claim(request.vault(), request.items()).map(RegisteredItems::new);
    }

    private Future<RegisteredItems> checkClaim(ClaimItems request, Caller caller) {
        return claims.check(request.vault(), request.items()).map(RegisteredItems::new);
    }

    private Future<Ack> release(ReleaseItem request, Caller caller) {
        return claims.release(request.vault(), request.item()).map(new Ack());
    }
}
