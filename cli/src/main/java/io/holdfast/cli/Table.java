package io.holdfast.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Columns over JSON objects. */
public final class Table {
    private record Column(String title, boolean right, Function<JsonNode, String> cell) {}

    private final List<Column> columns = new ArrayList<>();

    /** A column showing the field at {@code path} (dots go deeper) as it is. */
    public Table text(String title, String path) {
        return column(title, false, row -> at(row, path).asText(""));
    }

    public Table bytes(String title, String path) {
        return column(
                title,
                true,
                row -> at(row, path).isNumber() ? Format.bytes(at(row, path).asLong()) : "");
    }

    public Table number(String title, String path) {
        return column(title, true, row -> at(row, path).asText(""));
    }

    public Table time(String title, String path) {
        return column(
                title,
                false,
                row -> at(row, path).isTextual()
                        ? Format.time(Instant.parse(at(row, path).asText()))
                        : "");
    }

    public Table duration(String title, String from, String to) {
        return column(title, true, row -> {
            if (!at(row, from).isTextual()) {
                return "";
            }
            var end = at(row, to).isTextual() ? Instant.parse(at(row, to).asText()) : Instant.now();
            return Format.duration(Duration.between(Instant.parse(at(row, from).asText()), end));
        });
    }

    public Table column(String title, Function<JsonNode, String> cell) {
        return column(title, false, cell);
    }

    private Table column(String title, boolean right, Function<JsonNode, String> cell) {
        columns.add(new Column(title, right, cell));
        return this;
    }

    public void print(Iterable<? extends JsonNode> rows, PrintWriter out) {
        var cells = new ArrayList<List<String>>();
        cells.add(columns.stream().map(Column::title).toList());
        for (var row : rows) {
            cells.add(columns.stream().map(c -> c.cell().apply(row)).toList());
        }
        var widths = new int[columns.size()];
        for (var line : cells) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        for (var line : cells) {
            var text = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                var pad = " ".repeat(widths[i] - line.get(i).length());
                text.append(columns.get(i).right() ? pad + line.get(i) : line.get(i) + pad)
                        .append("  ");
            }
            out.println(text.toString().stripTrailing());
        }
        out.flush();
    }

    /** One object as {@code field  value} lines. */
    public void printOne(JsonNode row, PrintWriter out) {
        int width = columns.stream().mapToInt(c -> c.title().length()).max().orElse(0);
        for (var column : columns) {
            var value = column.cell().apply(row);
            if (!value.isEmpty()) {
                out.println(
                        (column.title() + " ".repeat(width - column.title().length()) + "  " + value).stripTrailing());
            }
        }
        out.flush();
    }

    public static JsonNode at(JsonNode row, String path) {
        return row.at("/" + path.replace('.', '/'));
    }
}
