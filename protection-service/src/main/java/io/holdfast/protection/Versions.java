package io.holdfast.protection;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import org.jspecify.annotations.Nullable;

/** The version a change was made for. */
final class Versions {

    private Versions() {}

    static void check(@Nullable Long wanted, long version) {
        if (wanted != null && wanted != version) {
            throw new HoldfastException(
                    ErrorCode.VersionMismatch, "The request is for version " + wanted + ", this is version " + version);
        }
    }
}
