package io.holdfast.contracts.discovery;

import io.holdfast.contracts.PageRequest;

public record ListMachines(MachineFilter filter, PageRequest page) {}
