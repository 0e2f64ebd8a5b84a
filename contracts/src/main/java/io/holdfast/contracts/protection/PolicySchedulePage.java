package io.holdfast.contracts.protection;

import java.util.List;
import org.jspecify.annotations.Nullable;

public record PolicySchedulePage(
        List<PolicySchedule> items, @Nullable String nextCursor) {}
