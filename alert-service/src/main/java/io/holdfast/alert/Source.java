package io.holdfast.alert;

import java.time.Instant;

/**
 * Where an item's machine stands, as far as discovery knows.
 */
sealed interface Source {

    /** discovery-service did not answer: nothing may be concluded. */
    record Unknown() implements Source {}

    /** {@code seenAt}: by the last discovery that saw it; {@code reachedAt}: when its place answered. */
    record There(Instant seenAt, Instant reachedAt) implements Source {}

    /** It was not there at the last discovery; before it was seen then. */
    record Missing(Instant seenAt) implements Source {}

    /** Its place does not answer; {@code gone}: for long enough to say so. */
    record Unreachable(Instant since, String message, boolean gone) implements Source {}
}
