package io.holdfast.contracts.job;

import java.util.List;

public record Leases(List<Lease> leases, long leaseMillis) {}
