package io.holdfast.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.cli.Format;
import io.holdfast.cli.Session;

/** Shows what a request would do. */
final class DryRuns {
    static void print(JsonNode answer, Session session) {
        var plan = answer;
        var text = new StringBuilder("Nothing was changed. It would remove ")
                .append(plan.path("recoveryPoints").size())
                .append(" recovery points and free up to ")
                .append(Format.bytes(plan.path("bytesFreed").asLong()))
                .append('.');
        plan.path("effects").forEach(effect -> text.append("\n- ").append(effect.asText()));
        session.say(text.toString(), answer);
    }

    private DryRuns() {}
}
