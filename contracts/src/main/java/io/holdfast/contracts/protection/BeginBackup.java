package io.holdfast.contracts.protection;

import java.util.UUID;

public record BeginBackup(UUID job, long token, String vault, UUID item) {}
