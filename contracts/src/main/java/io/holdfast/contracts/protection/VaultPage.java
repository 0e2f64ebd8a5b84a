package io.holdfast.contracts.protection;

import java.util.List;
import org.jspecify.annotations.Nullable;

public record VaultPage(List<Vault> items, @Nullable String nextCursor) {}
