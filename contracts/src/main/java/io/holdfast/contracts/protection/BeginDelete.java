package io.holdfast.contracts.protection;

import java.util.UUID;

public record BeginDelete(UUID job, long token, String vault, UUID item) {}
