package io.holdfast.contracts.protection;

import java.util.List;
import java.util.UUID;

/**
 * Asks which of these jobs a recovery point or an unfinished command still names; the reply holds those.
 */
public record ReferredJobs(List<UUID> jobs) {}
