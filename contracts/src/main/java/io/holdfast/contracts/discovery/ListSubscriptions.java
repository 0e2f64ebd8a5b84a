package io.holdfast.contracts.discovery;

import io.holdfast.contracts.PageRequest;

public record ListSubscriptions(PageRequest page) {}
