package io.holdfast.platform;

import com.github.f4b6a3.uuid.UuidCreator;
import java.util.UUID;

/**
 * Identities of everything Holdfast creates.
 */
public final class Ids {

    /** A UUIDv7: ids made by one process grow, also within a millisecond. */
    public static UUID next() {
        return UuidCreator.getTimeOrderedEpochPlusN();
    }

    private Ids() {}
}
