package io.holdfast.contracts.protection;

import java.time.Instant;
import java.util.List;

/**
 * When a policy runs next, and the life of the point each run makes.
 */
public record PolicyPreview(List<Run> runs) {
    public record Run(Instant at, Instant keptUntil, String keptBecause) {}
}
