package io.holdfast.contracts.registration;

import java.util.List;

public record RegisteredItems(List<RegisteredItem> items) {}
