package io.holdfast.contracts.backup;

import io.holdfast.contracts.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a restore would write, and what stands in its way. {@code estimatedSeconds} from the vault's last restores or backups; null when there are none.
 */
public record RestorePreview(
        long sizeBytes, long dataBytes, @Nullable Long estimatedSeconds, List<FieldError> conflicts) {}
