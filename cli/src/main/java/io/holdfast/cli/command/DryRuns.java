package io.holdfast.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.cli.Format;
import io.holdfast.cli.Session;

/** Shows what a request would do. */
final class DryRuns {
    static void print(JsonNode answer, Session session) {
        int points = answer.path("recoveryPoints").size();
        var text = new StringBuilder("Nothing was changed. It would remove ")
                .append(points)
                .append(points == 1 ? " recovery point" : " recovery points")
                .append(" and free up to ")
                .append(Format.bytes(answer.path("bytesFreed").asLong()))
                .append('.');
        answer.path("effects").forEach(effect -> text.append("\n- ").append(effect.asText()));
        session.say(text.toString(), answer);
    }

    private DryRuns() {}
}
