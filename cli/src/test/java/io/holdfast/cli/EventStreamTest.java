package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EventStreamTest {
    @Test
    void events_end_at_blank_lines_and_comments_are_passed_over() throws IOException {
        try (var stream =
                of(": hello\nretry: 3000\n\nid: 7\nevent: job\ndata: {\"a\":1}\n\n:\n\nevent: progress\ndata:{}\n\n")) {
            assertThat(stream.next()).isEqualTo(new EventStream.Event("7", "job", "{\"a\":1}"));
            assertThat(stream.next()).isEqualTo(new EventStream.Event("7", "progress", "{}"));
            assertThat(stream.next()).isNull();
        }
    }

    @Test
    void data_over_several_lines_is_joined() throws IOException {
        try (var stream = of("data: one\ndata: two\n\n")) {
            assertThat(stream.next()).isEqualTo(new EventStream.Event(null, "message", "one\ntwo"));
        }
    }

    @Test
    void an_event_cut_off_by_the_end_is_dropped() throws IOException {
        try (var stream = of("id: 1\nevent: job\ndata: half")) {
            assertThat(stream.next()).isNull();
        }
    }

    private static EventStream of(String text) {
        return new EventStream(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }
}
