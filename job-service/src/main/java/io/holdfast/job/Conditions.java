package io.holdfast.job;

import io.holdfast.contracts.job.JobFilter;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The where clause of a filter. Only what is asked for is in it: each combination is a statement of its own with a plan of its own.
 */
final class Conditions {
    private final List<String> terms = new ArrayList<>(List.of("true"));
    private final Tuple values = Tuple.tuple();

    static Conditions of(JobFilter filter) {
        Conditions where = new Conditions();
        if (filter.vault() != null) {
            where.terms.add("j.vault = " + where.parameter(filter.vault()));
        }
        if (!filter.status().isEmpty()) {
            where.terms.add("j.status = any(" + where.parameter(names(filter.status())) + ")");
        }
        if (!filter.operation().isEmpty()) {
            where.terms.add("j.operation = any(" + where.parameter(names(filter.operation())) + ")");
        }
        if (filter.item() != null) {
            where.terms.add("j.item_id = " + where.parameter(filter.item()));
        }
        if (filter.from() != null) {
            where.terms.add("j.created_at >= " + where.parameter(filter.from().atOffset(ZoneOffset.UTC)));
        }
        if (filter.to() != null) {
            where.terms.add("j.created_at < " + where.parameter(filter.to().atOffset(ZoneOffset.UTC)));
        }
        return where;
    }

    void before(Instant createdAt, UUID id) {
        terms.add("(j.created_at, j.id) < (" + parameter(createdAt.atOffset(ZoneOffset.UTC)) + ", " + parameter(id)
                + ")");
    }

    String parameter(Object value) {
        values.addValue(value);
        return "$" + values.size();
    }

    String sql() {
        return String.join(" and ", terms);
    }

    Tuple values() {
        return values;
    }

    private static String[] names(List<? extends Enum<?>> constants) {
        return constants.stream().map(Enum::name).toArray(String[]::new);
    }
}
