package io.holdfast.contracts.discovery;

import java.util.Map;

public record NewSubscription(String name, FabricKind fabric, String region, Map<String, Object> settings) {}
