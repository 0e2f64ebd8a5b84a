package io.holdfast.fabric;

import io.holdfast.contracts.discovery.FabricKind;
import io.holdfast.fabric.directory.DirectoryFabric;
import io.holdfast.fabric.directory.RestoreFolder;
import io.holdfast.fabric.simulated.SimulatedFabric;
import java.util.Map;
import java.util.Optional;

/** Opens fabrics of every kind. Once per process; any thread. */
public final class Fabrics {
    private final FabricEnvironment environment;

    public Fabrics(FabricEnvironment environment) {
        this.environment = environment;
    }

    /** Throws {@code InvalidFabricSettings} naming every bad field, pointers begin at {@code /settings}. Touches nothing. */
    public void validate(FabricKind kind, Map<String, Object> settings) {
        switch (kind) {
            case Directory -> DirectoryFabric.validate(settings, environment);
            case Simulated -> SimulatedFabric.validate(settings);
        }
    }

    /** Cheap; a place that is away shows in use, as {@code FabricUnavailable}. Throws {@code InvalidFabricSettings}. */
    public Fabric open(FabricKind kind, String subscription, Map<String, Object> settings) {
        return switch (kind) {
            case Directory -> DirectoryFabric.open(subscription, settings, environment);
            case Simulated -> SimulatedFabric.open(subscription, settings, environment);
        };
    }

    /** Where disks of any machine are restored to as files; empty when the operator has set none. */
    public Optional<RestoreFolder> restoreFolder() {
        return Optional.ofNullable(environment.restoreFolder()).map(RestoreFolder::new);
    }
}
