package io.holdfast.protection;

import io.holdfast.platform.Config;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/**
 * The section {@code protection}. {@code concurrency}: jobs run at once by this process. {@code graceDays}: how long points stay that a change of retention
 * would let go. {@code softDeleteDays}: how long a deletion can be undone. {@code verifyDays}: within how many days every stored byte is read again; 0: only when asked for.
 */
record ProtectionConfig(int concurrency, int graceDays, int softDeleteDays, int verifyDays) {

    private static final int MAX_DAYS = 3650;

    ProtectionConfig {
        Config.require(concurrency > 0, "concurrency", "must be at least 1");
        Config.require(softDeleteDays >= 0 && softDeleteDays <= MAX_DAYS, "softDeleteDays", "must be 0 to " + MAX_DAYS);
        Config.require(verifyDays >= 0 && verifyDays <= MAX_DAYS, "verifyDays", "must be 0 to " + MAX_DAYS);
        Config.require(graceDays >= 0 && graceDays <= MAX_DAYS, "graceDays", "must be 0 to " + MAX_DAYS);
    }

    static ProtectionConfig of(JsonObject section) {
        return Config.bind(section, ProtectionConfig.class, "protection");
    }

    /** Zero: what is deleted is gone. */
    Duration softDelete() {
        return Duration.ofDays(softDeleteDays);
    }

    Duration grace() {
        return Duration.ofDays(graceDays);
    }
}
