package io.holdfast.platform;

import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/**
 * The conditions of a list query and their values, for queries whose filters are optional: a plan for exactly the filters that are set
 * uses the index that fits them.
 */
public final class Where {

    private final List<String> conditions = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();

    /** Adds a condition; each {@code ?} in it stands for the next of the values. */
    public Where and(String condition, Object... its) {
        StringBuilder numbered = new StringBuilder(condition);
        for (Object value : its) {
            int mark = numbered.indexOf("?");
            numbered.replace(mark, mark + 1, value(value));
        }
        conditions.add(numbered.toString());
        return this;
    }

    /** Adds a value used elsewhere in the query, such as the limit, and answers its place: {@code $4}. */
    public String value(Object value) {
        values.add(value);
        return "$" + values.size();
    }

    /** {@code where … and …}, or nothing. */
    public String sql() {
        return conditions.isEmpty() ? "" : "where " + String.join(" and ", conditions);
    }

    public Tuple values() {
        return Tuple.from(values);
    }
}
