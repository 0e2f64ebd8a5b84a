package io.holdfast.alert;

import java.util.ArrayList;
import java.util.List;

/**
 * What was found out about some items. An item is in one alert of a cause at most: a condition takes it out of any other.
 */
record Findings(List<Condition> conditions, List<Ending> endings) {

    static Findings none() {
        return new Findings(List.of(), List.of());
    }

    static Findings of(Condition condition) {
        return new Findings(List.of(condition), List.of());
    }

    static Findings of(List<Ending> endings) {
        return new Findings(List.of(), endings);
    }

    static Findings all(List<Findings> parts) {
        List<Condition> conditions = new ArrayList<>();
        List<Ending> endings = new ArrayList<>();
        parts.forEach(part -> {
            conditions.addAll(part.conditions());
            endings.addAll(part.endings());
        });
        return new Findings(conditions, endings);
    }

    boolean isEmpty() {
        return conditions.isEmpty() && endings.isEmpty();
    }
}
