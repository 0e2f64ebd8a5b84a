package io.holdfast.contracts.alert;

import java.util.UUID;

public record AlertId(UUID id) {}
