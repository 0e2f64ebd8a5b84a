package io.holdfast.contracts.discovery;

/**
 * What a mover needs to open a machine; settings include secrets, so this never reaches HTTP.
 */
public record MachineConnection(Machine machine, Subscription subscription) {}
