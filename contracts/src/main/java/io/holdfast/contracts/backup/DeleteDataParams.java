package io.holdfast.contracts.backup;

import java.util.List;
import java.util.UUID;

/**
 * Of DeleteBackupData jobs: some points of an item, or everything it has.
 */
public record DeleteDataParams(UUID item, String vault, List<UUID> points, boolean everything) {
    public static DeleteDataParams of(UUID item, String vault, List<UUID> points) {
        return new DeleteDataParams(item, vault, points, false);
    }

    public static DeleteDataParams everything(UUID item, String vault) {
        return new DeleteDataParams(item, vault, List.of(), true);
    }
}
