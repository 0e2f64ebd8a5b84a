package io.holdfast.contracts.protection;

import java.util.List;
import java.util.UUID;

/**
 * What a DeleteBackupData job was about is gone from the vault: some points, or all of the item, which is not protected any more then and
 * whose registration is free again. {@code only}: the job failed half-way, and no more than these points are gone; empty: everything is.
 */
public record DataDeleted(UUID job, long token, String vault, UUID item, List<UUID> only) {}
