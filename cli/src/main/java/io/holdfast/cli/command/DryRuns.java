package io.holdfast.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.cli.Format;
import io.holdfast.cli.Session;
import io.holdfast.cli.Table;
import java.util.Comparator;
import java.util.List;
import java.util.stream.StreamSupport;

/** Shows what a request would do. */
final class DryRuns {
    static void print(JsonNode answer, Session session) {
        var count = answer.path("recoveryPointCount").asLong();
        var text = new StringBuilder("Nothing was changed. It would cost ")
                .append(count)
                .append(count == 1 ? " recovery point" : " recovery points")
                .append(answer.path("bytesFreedExact").asBoolean() ? " and free " : " and free about ")
                .append(Format.bytes(answer.path("bytesFreed").asLong()))
                .append('.');
        answer.path("effects").forEach(effect -> text.append("\n- ").append(effect.asText()));
        session.say(text.toString(), answer);
        var points = answer.path("recoveryPoints");
        if (session.isTable() && !points.isEmpty()) {
            table().print(byMachine(points), session.out());
            if (count > points.size()) {
                session.out().println("and others");
            }
        }
    }

    private static List<JsonNode> byMachine(JsonNode points) {
        return StreamSupport.stream(points.spliterator(), false)
                .sorted(Comparator.comparing(point -> point.path("itemName").asText()))
                .toList();
    }

    private static Table table() {
        return new Table().text("MACHINE", "itemName").time("POINT OF", "time").time("WOULD GO", "goesAt");
    }

    private DryRuns() {}
}
