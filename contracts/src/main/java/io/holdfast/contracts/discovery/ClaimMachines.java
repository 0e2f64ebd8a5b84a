package io.holdfast.contracts.discovery;

import java.util.List;
import java.util.UUID;

/**
 * Ties machines to a vault: all or none. Idempotent by machine and item. A refusal names each bad machine as {@code /machineIds/N}, N its place in {@code claims}.
 */
public record ClaimMachines(String vault, List<Claim> claims) {
    public record Claim(UUID machine, UUID item) {}
}
