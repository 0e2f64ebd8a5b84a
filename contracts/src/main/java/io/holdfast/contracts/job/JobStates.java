package io.holdfast.contracts.job;

import java.util.List;
import java.util.UUID;

/**
 * Asks for the jobs with these ids; those unknown are left out of the reply.
 */
public record JobStates(List<UUID> ids) {}
