package io.holdfast.contracts.discovery;

public record StartDiscovery(String vault) {}
