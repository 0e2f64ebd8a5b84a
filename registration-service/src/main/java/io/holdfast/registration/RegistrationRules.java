package io.holdfast.registration;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.FieldError;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.registration.ItemKey;
import io.holdfast.contracts.registration.RegisteredItem;
import io.holdfast.contracts.registration.RegistrationStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What stands against registering or unregistering; each reason names its place in the request. */
final class RegistrationRules {
    static final int MAX_MACHINES = 10_000;
    private static final String MACHINES = "/machineIds";

    /** What is wrong with the request itself, whatever the machines are. */
    static List<FieldError> malformed(List<UUID> machineIds) {
        if (machineIds.isEmpty() || machineIds.size() > MAX_MACHINES) {
            return List.of(new FieldError(
                    MACHINES,
                    ErrorCode.InvalidField.name(),
                    "Name 1 to %d machines, not %d.".formatted(MAX_MACHINES, machineIds.size())));
        }
        var seen = new HashSet<UUID>();
        var errors = new ArrayList<FieldError>();
        for (int i = 0; i < machineIds.size(); i++) {
            if (!seen.add(machineIds.get(i))) {
                errors.add(new FieldError(
                        pointer(i),
                        ErrorCode.InvalidField.name(),
                        "The machine %s is named twice.".formatted(machineIds.get(i))));
            }
        }
        return errors;
    }

    /** Which of the machines are items already. */
    static List<FieldError> taken(String vault, List<UUID> machineIds, List<RegisteredItem> items) {
        Map<UUID, RegisteredItem> byMachine =
                items.stream().collect(Collectors.toMap(RegisteredItem::machine, Function.identity()));
        var errors = new ArrayList<FieldError>();
        for (int i = 0; i < machineIds.size(); i++) {
            var item = byMachine.get(machineIds.get(i));
            if (item != null) {
                errors.add(taken(vault, item, pointer(i)));
            }
        }
        return errors;
    }

    private static FieldError taken(String vault, RegisteredItem item, String pointer) {
        var title = "%s in %s".formatted(item.name(), item.cloudService());
        if (!item.vault().equals(vault)) {
            return new FieldError(
                    pointer, ErrorCode.OtherVault.name(), "%s belongs to the vault %s.".formatted(title, item.vault()));
        }
        return item.status() == RegistrationStatus.Unregistering
                ? new FieldError(pointer, ErrorCode.ItemBusy.name(), "%s is being unregistered.".formatted(title))
                : new FieldError(
                        pointer,
                        ErrorCode.AlreadyRegistered.name(),
                        "%s is %s with this vault already.".formatted(title, item.status()));
    }

    /** The errors of both, one per place: the first's are kept. */
    static List<FieldError> merged(List<FieldError> first, List<FieldError> second) {
        var places = first.stream().map(FieldError::pointer).collect(Collectors.toSet());
        var all = new ArrayList<>(first);
        second.stream().filter(error -> !places.contains(error.pointer())).forEach(all::add);
        all.sort(Comparator.comparingInt(RegistrationRules::place));
        return all;
    }

    /** The errors of a part of the request that began at {@code offset}, as errors of the whole request. */
    static List<FieldError> shifted(List<FieldError> errors, int offset) {
        return errors.stream()
                .map(error -> place(error) < 0
                        ? error
                        : new FieldError(pointer(place(error) + offset), error.code(), error.message()))
                .toList();
    }

    static HoldfastException whyNotUnregister(ItemKey key, @Nullable RegisteredItem item) {
        if (item == null || !item.vault().equals(key.vault())) {
            return notFound(key);
        }
        var title = "%s in %s".formatted(item.name(), item.cloudService());
        if (item.isProtected()) {
            return new HoldfastException(ErrorCode.ItemProtected, title + " is protected.");
        }
        if (key.ifVersion() != null && key.ifVersion() != item.version()) {
            return new HoldfastException(
                    ErrorCode.VersionMismatch,
                    "%s is at version %d, not %d.".formatted(title, item.version(), key.ifVersion()));
        }
        return new HoldfastException(ErrorCode.ItemBusy, "%s is %s.".formatted(title, item.status()));
    }

    static HoldfastException notFound(ItemKey key) {
        return new HoldfastException(
                ErrorCode.ItemNotFound, "The vault %s has no item %s.".formatted(key.vault(), key.item()));
    }

    private static String pointer(int place) {
        return MACHINES + "/" + place;
    }

    private static int place(FieldError error) {
        var prefix = MACHINES + "/";
        return error.pointer().startsWith(prefix)
                ? Integer.parseInt(error.pointer().substring(prefix.length()))
                : -1;
    }

    private RegistrationRules() {}
}
