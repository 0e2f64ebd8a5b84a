package io.holdfast.contracts.registration;

import io.holdfast.contracts.PageRequest;

public record ListRegisteredItems(RegisteredItemFilter filter, PageRequest page) {}
