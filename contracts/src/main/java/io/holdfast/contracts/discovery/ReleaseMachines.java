package io.holdfast.contracts.discovery;

import java.util.List;

/**
 * Unties machines; a claim held by another item is left alone.
 */
public record ReleaseMachines(List<ClaimMachines.Claim> claims) {}
