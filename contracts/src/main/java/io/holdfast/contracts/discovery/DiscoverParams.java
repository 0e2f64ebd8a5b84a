package io.holdfast.contracts.discovery;

public record DiscoverParams(String vault, String region) {}
