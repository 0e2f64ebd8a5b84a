package io.holdfast.backup;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.FieldError;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.backup.RestoreTarget;
import io.holdfast.contracts.discovery.Subscription;
import io.holdfast.contracts.protection.PointContext;
import io.holdfast.contracts.protection.ProtectedItem;
import io.holdfast.fabric.Fabric;
import io.holdfast.fabric.RestoreSession;
import io.holdfast.fabric.RestoreSpec;
import io.holdfast.fabric.directory.RestoreFolder;
import io.holdfast.store.PointReader;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The place a restore goes to, opened. Blocks. */
sealed interface Target extends AutoCloseable {
    /** Null for a folder of this mover. */
    @Nullable
    String subscription();

    List<FieldError> conflicts(UUID job, PointReader point, StoredDisks disks);

    RestoreSession prepare(UUID job, PointReader point, StoredDisks disks);

    @Override
    void close();

    /** Touches nothing. {@code SourceGone}, {@code SubscriptionNotFound}, {@code TargetUnavailable}, {@code FabricUnavailable}. */
    static Target open(Sources sources, PointContext context, RestoreTarget target, BooleanSupplier stopped) {
        ProtectedItem item = context.item();
        return switch (target.kind()) {
            case Disks -> new InFolder(sources.restoreFolder(), Objects.requireNonNullElse(target.folder(), ""));
            case Original -> {
                Subscription subscription = subscriptionOf(sources, item.machine(), stopped);
                yield new OnFabric(
                        subscription.name(),
                        sources.open(subscription),
                        (job, configuration, disks) ->
                                new RestoreSpec.Original(job, item.machine(), configuration, disks.disks()));
            }
            case NewMachine -> {
                Subscription subscription = sources.subscription(
                        Objects.requireNonNullElse(target.subscription(), item.subscription()), stopped);
                String cloudService = Objects.requireNonNullElse(target.cloudService(), item.cloudService());
                String name = Objects.requireNonNullElse(target.name(), "");
                yield new OnFabric(
                        subscription.name(),
                        sources.open(subscription),
                        (job, configuration, disks) ->
                                new RestoreSpec.NewMachine(job, cloudService, name, configuration, disks.disks()));
            }
        };
    }

    private static Subscription subscriptionOf(Sources sources, UUID machine, BooleanSupplier stopped) {
        try {
            return sources.machine(machine, stopped).subscription();
        } catch (HoldfastException e) {
            if (e.code() == ErrorCode.MachineNotFound) {
                throw new HoldfastException(ErrorCode.SourceGone, "The machine is not in the inventory any more.", e);
            }
            throw e;
        }
    }

    /** What stands in the way of a restore, including that the place can't be opened. Changes nothing. */
    static List<FieldError> check(
            Sources sources, PointContext context, RestoreTarget target, PointReader point, StoredDisks disks) {
        UUID noJob = new UUID(0, 0);
        try (Target opened = open(sources, context, target, () -> true)) {
            return opened.conflicts(noJob, point, disks);
        } catch (HoldfastException e) {
            if (!NOT_TO_BE_OPENED.contains(e.code())) {
                throw e;
            }
            String pointer = e.code() == ErrorCode.SourceGone ? "/target/kind" : "/target";
            return List.of(new FieldError(pointer, e.code().name(), e.failure().message()));
        }
    }

    Set<ErrorCode> NOT_TO_BE_OPENED = Set.of(
            ErrorCode.SourceGone,
            ErrorCode.SubscriptionNotFound,
            ErrorCode.TargetUnavailable,
            ErrorCode.FabricUnavailable,
            ErrorCode.InvalidFabricSettings);

    private static String configuration(PointReader point) {
        return Objects.requireNonNullElse(point.manifest().details().machineConfiguration(), "");
    }

    /** A machine, new or the one the point is of. */
    record OnFabric(String subscription, Fabric fabric, Spec spec) implements Target {
        interface Spec {
            RestoreSpec of(UUID job, String configuration, StoredDisks disks);
        }

        @Override
        public List<FieldError> conflicts(UUID job, PointReader point, StoredDisks disks) {
            return fabric.conflicts(spec.of(job, configuration(point), disks));
        }

        @Override
        public RestoreSession prepare(UUID job, PointReader point, StoredDisks disks) {
            return fabric.prepareRestore(spec.of(job, configuration(point), disks));
        }

        @Override
        public void close() {
            fabric.close();
        }
    }

    /** Files below the restore folder. */
    record InFolder(RestoreFolder root, String folder) implements Target {
        @Override
        public @Nullable String subscription() {
            return null;
        }

        @Override
        public List<FieldError> conflicts(UUID job, PointReader point, StoredDisks disks) {
            return root.conflicts(job, folder, disks.disks());
        }

        @Override
        public RestoreSession prepare(UUID job, PointReader point, StoredDisks disks) {
            return root.prepare(job, folder, configuration(point), disks.disks());
        }

        @Override
        public void close() {}
    }
}
