package io.holdfast.registration;

import io.holdfast.contracts.protection.ItemChanged;
import io.holdfast.contracts.protection.ProtectionEndpoints;
import io.holdfast.contracts.registration.RegisteredItem;
import io.holdfast.contracts.registration.RegistrationStatus;
import io.holdfast.platform.Bus;

/** Hints that an item has a new status. */
final class Announcements {
    private final Bus bus;

    Announcements(Bus bus) {
        this.bus = bus;
    }

    void changed(RegisteredItem item) {
        publish(item, item.status());
    }

    void gone(RegisteredItem item) {
        publish(item, RegistrationStatus.NotRegistered);
    }

    private void publish(RegisteredItem item, RegistrationStatus status) {
        bus.publish(
                ProtectionEndpoints.ITEM_CHANGED,
                new ItemChanged(item.vault(), item.id(), "registered", status.name()));
    }
}
