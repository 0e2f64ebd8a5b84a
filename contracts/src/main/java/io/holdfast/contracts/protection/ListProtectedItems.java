package io.holdfast.contracts.protection;

import io.holdfast.contracts.PageRequest;

public record ListProtectedItems(ProtectedItemFilter filter, PageRequest page) {}
