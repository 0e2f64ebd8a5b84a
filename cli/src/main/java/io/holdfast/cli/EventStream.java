package io.holdfast.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads server-sent events from an open response, as WHATWG HTML section 9.2 describes them. */
public final class EventStream implements AutoCloseable {

    /** One event. {@code id} is the last one seen on the stream, null before the first. */
    public record Event(@Nullable String id, String name, String data) {}

    private final BufferedReader lines;
    private @Nullable String lastId;

    public EventStream(InputStream body) {
        lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    }

    /** Waits for the next event; null when the stream has ended. */
    public @Nullable Event next() throws IOException {
        var name = "message";
        var data = new StringBuilder();
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isEmpty()) {
                if (data.length() > 0) {
                    data.setLength(data.length() - 1);
                    return new Event(lastId, name, data.toString());
                }
                name = "message";
            } else if (line.startsWith("id:")) {
                lastId = value(line, 3);
            } else if (line.startsWith("event:")) {
                name = value(line, 6);
            } else if (line.startsWith("data:")) {
                data.append(value(line, 5)).append('\n');
            }
        }
        return null;
    }

    private static String value(String line, int from) {
        return line.startsWith(" ", from) ? line.substring(from + 1) : line.substring(from);
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
