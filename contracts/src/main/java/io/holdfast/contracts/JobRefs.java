package io.holdfast.contracts;

import java.util.List;
import java.util.UUID;

/**
 * Jobs that were accepted; one per machine or item asked for, in the order of the request.
 */
public record JobRefs(List<UUID> jobs) {}
