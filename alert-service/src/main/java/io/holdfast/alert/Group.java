package io.holdfast.alert;

import io.holdfast.contracts.ErrorCode;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What items have in common that are one alert. One thing that broke is one alert, however many machines feel it.
 */
record Group(
        String key,
        @Nullable String code,
        @Nullable String subscription,
        @Nullable String policy) {

    /** The item's own trouble. */
    static Group item(UUID item, String code) {
        return new Group("item/" + item + "/" + code, code, null, null);
    }

    /** Trouble with what the whole vault stands on. */
    static Group vault(String code) {
        return new Group("code/" + code, code, null, null);
    }

    /** Machines that are not there, of a place that is. */
    static Group missing(String subscription) {
        return new Group("missing/" + subscription, null, subscription, null);
    }

    /** A place that is not there. */
    static Group unreachable(String subscription) {
        return new Group("unreachable/" + subscription, ErrorCode.FabricUnavailable.name(), subscription, null);
    }

    static Group policy(String policy) {
        return new Group("policy/" + policy, null, null, policy);
    }

    /** All of the vault. */
    static Group vault() {
        return new Group("vault", null, null, null);
    }
}
