package io.holdfast.contracts.registration;

import java.util.UUID;

public record ReleaseItem(String vault, UUID item) {}
