package io.holdfast.contracts.discovery;

import java.util.List;

/**
 * In the order asked for; unknown ids are left out.
 */
public record Machines(List<Machine> machines) {}
