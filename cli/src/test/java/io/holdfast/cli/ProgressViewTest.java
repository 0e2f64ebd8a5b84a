package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.platform.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressViewTest {
    private static final String RUNNING =
            "{\"id\":\"j\",\"operation\":\"Backup\",\"status\":\"InProgress\",\"item\":{\"name\":\"db\",\"cloudService\":\"shop\"}}";
    private static final String ENDED = """
            {"id":"j","operation":"Backup","status":"Completed","item":{"name":"db","cloudService":"shop"},
             "startedAt":"2026-01-01T00:00:00Z","endedAt":"2026-01-01T00:00:02Z",
             "progress":{"percent":100,"bytesTotal":4096,"bytesRead":4096,"bytesNew":2048,"bytesStored":1024}}
            """;

    private final StringWriter text = new StringWriter();

    @Test
    void a_pipe_gets_one_line_for_each_job_that_ended_and_no_control_codes() throws JsonProcessingException {
        var view = new ProgressView(new PrintWriter(text), false);
        view.job(json(RUNNING));
        view.progress("j", json("{\"percent\":50,\"bytesRead\":2048}"));
        view.job(json(ENDED));
        view.job(json(ENDED));
        assertThat(text.toString().lines())
                .singleElement()
                .asString()
                .contains(
                        "✓ Backup", "shop/db", "Completed", "2.0 s", "read 4.00 KiB", "new 2.00 KiB", "stored 1.00 KiB")
                .doesNotContain("\033");
    }

    @Test
    void a_terminal_gets_a_bar_that_is_drawn_over() throws JsonProcessingException {
        var view = new ProgressView(new PrintWriter(text), true);
        view.job(json(RUNNING));
        view.progress("j", json("{\"percent\":50,\"bytesRead\":2048,\"bytesPerSecond\":1024,\"etaSeconds\":2}"));
        assertThat(text.toString()).contains("\033[1A\033[J").contains(" 50%  2.00 KiB  1.00 KiB/s  2.0 s left");
    }

    private static JsonNode json(String text) throws JsonProcessingException {
        return Json.mapper().readTree(text);
    }
}
