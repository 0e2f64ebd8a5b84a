package io.holdfast.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.cli.Format;
import io.holdfast.cli.Session;
import java.time.Instant;

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
        answer.path("recoveryPoints").forEach(point -> text.append("\n  ")
                .append(time(point, "time"))
                .append(" would go at ")
                .append(time(point, "goesAt")));
        if (count > answer.path("recoveryPoints").size()) {
            text.append("\n  and others");
        }
        session.say(text.toString(), answer);
    }

    private static String time(JsonNode point, String field) {
        return Format.time(Instant.parse(point.path(field).asText()));
    }

    private DryRuns() {}
}
