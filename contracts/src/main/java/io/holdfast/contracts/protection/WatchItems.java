package io.holdfast.contracts.protection;

import io.holdfast.contracts.PageRequest;
import java.util.List;
import java.util.UUID;

/**
 * Asks for the protected items of all vaults, or for these only when there are any, in the order of their ids.
 */
public record WatchItems(List<UUID> ids, PageRequest page) {}
