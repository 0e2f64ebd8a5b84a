package io.holdfast.protection;

import io.holdfast.contracts.backup.RestoreTarget;
import io.holdfast.contracts.backup.TargetKind;
import org.jspecify.annotations.Nullable;

/**
 * Which members a restore target has, by its kind. Whether the target is free is the mover's to say.
 */
final class RestoreRules {

    private static final int MAX_NAME = 200;

    private RestoreRules() {}

    static void check(@Nullable RestoreTarget target, Fields fields) {
        if (target == null) {
            fields.required("/target", "target");
            return;
        }
        if (target.kind() == null) {
            fields.required("/target/kind", "kind");
            return;
        }
        boolean newMachine = target.kind() == TargetKind.NewMachine;
        member("/target/name", target.name(), newMachine, newMachine, fields);
        member("/target/cloudService", target.cloudService(), newMachine, false, fields);
        member("/target/subscription", target.subscription(), newMachine, false, fields);
        boolean disks = target.kind() == TargetKind.Disks;
        member("/target/folder", target.folder(), disks, disks, fields);
    }

    private static void member(String pointer, @Nullable String value, boolean allowed, boolean needed, Fields fields) {
        if (value == null) {
            if (needed) {
                fields.required(pointer, pointer.substring(pointer.lastIndexOf('/') + 1));
            }
        } else if (!allowed) {
            fields.notAllowed(pointer, "does not go with this kind of target");
        } else if (value.isBlank() || value.length() > MAX_NAME) {
            fields.refuse(pointer, "Invalid", "must be 1 to " + MAX_NAME + " characters");
        }
    }
}
