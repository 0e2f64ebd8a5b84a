package io.holdfast.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Columns over JSON objects. Times are local ones; the first column of them says of which zone. */
public final class Table {
    private enum Kind {
        TEXT,
        NUMBER,
        TIME
    }

    private record Column(String title, Kind kind, Function<JsonNode, String> cell) {}

    private final List<Column> columns = new ArrayList<>();
    private ZoneId zone = ZoneId.systemDefault();

    /** Shows times of this zone instead of the machine's. */
    public Table in(ZoneId zone) {
        this.zone = zone;
        return this;
    }

    /** A column showing the field at {@code path} (dots go deeper) as it is. */
    public Table text(String title, String path) {
        return column(title, Kind.TEXT, row -> at(row, path).asText(""));
    }

    /** A column that only says where something is so. */
    public Table flag(String title, String path) {
        return column(title, Kind.TEXT, row -> at(row, path).asBoolean() ? "yes" : "");
    }

    public Table bytes(String title, String path) {
        return column(
                title,
                Kind.NUMBER,
                row -> at(row, path).isNumber() ? Format.bytes(at(row, path).asLong()) : "");
    }

    public Table number(String title, String path) {
        return column(title, Kind.NUMBER, row -> at(row, path).asText(""));
    }

    public Table time(String title, String path) {
        return column(
                title,
                Kind.TIME,
                row -> at(row, path).isTextual()
                        ? Format.time(Instant.parse(at(row, path).asText()), zone)
                        : "");
    }

    public Table duration(String title, String from, String to) {
        return column(title, Kind.NUMBER, row -> {
            if (!at(row, from).isTextual()) {
                return "";
            }
            var end = at(row, to).isTextual() ? Instant.parse(at(row, to).asText()) : Instant.now();
            return Format.duration(Duration.between(Instant.parse(at(row, from).asText()), end));
        });
    }

    public Table column(String title, Function<JsonNode, String> cell) {
        return column(title, Kind.TEXT, cell);
    }

    private Table column(String title, Kind kind, Function<JsonNode, String> cell) {
        columns.add(new Column(title, kind, cell));
        return this;
    }

    public void print(Iterable<? extends JsonNode> rows, PrintWriter out) {
        var cells = new ArrayList<List<String>>();
        cells.add(titles());
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
                text.append(columns.get(i).kind() == Kind.NUMBER ? pad + line.get(i) : line.get(i) + pad)
                        .append("  ");
            }
            out.println(text.toString().stripTrailing());
        }
        out.flush();
    }

    private List<String> titles() {
        var titles = new ArrayList<>(columns.stream().map(Column::title).toList());
        columns.stream()
                .filter(c -> c.kind() == Kind.TIME)
                .findFirst()
                .ifPresent(first -> titles.set(columns.indexOf(first), first.title() + " (" + zone + ")"));
        return titles;
    }

    /** One object as {@code field  value} lines. */
    public void printOne(JsonNode row, PrintWriter out) {
        int width = columns.stream().mapToInt(c -> c.title().length()).max().orElse(0);
        for (var column : columns) {
            var value = column.cell().apply(row);
            if (!value.isEmpty()) {
                var pad = " ".repeat(width - column.title().length());
                var of = column.kind() == Kind.TIME ? " " + zone : "";
                out.println((column.title() + pad + "  " + value + of).stripTrailing());
            }
        }
        out.flush();
    }

    public static JsonNode at(JsonNode row, String path) {
        return row.at("/" + path.replace('.', '/'));
    }
}
