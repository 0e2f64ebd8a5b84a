package io.holdfast.alert;

import java.time.Instant;

/**
 * The backup of an item that has not ended.
 */
sealed interface Work {

    record None() implements Work {}

    /** There is one, and job-service does not answer, or its end is not settled yet: nothing may be concluded. */
    record Unknown() implements Work {}

    /** A mover works on it. */
    record UnderWay() implements Work {}

    /** Nobody has begun it; {@code moving}: while others are worked on. */
    record Waiting(Instant since, boolean moving) implements Work {}
}
