package io.holdfast.contracts.discovery;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a machine can or can't be registered.
 */
public record Eligibility(Machine machine, @Nullable String vault, boolean eligible, List<Check> checks) {
    /** One question asked of the machine, in the order of the reference procedure: exists? same region? in no vault? right model? */
    public record Check(
            String question, boolean passed, @Nullable EligibilityReason reason, String message) {}
}
