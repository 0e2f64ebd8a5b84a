package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonTest {

    record Sample(
            UUID id, Instant at, Duration every, @Nullable String note, List<String> names, Map<String, Object> more) {
        public boolean isNamed() {
            return !names.isEmpty();
        }
    }

    private static final Sample SAMPLE = new Sample(
            UUID.fromString("01980000-0000-7000-8000-000000000001"),
            Instant.parse("2026-07-01T10:00:00Z"),
            Duration.ofMinutes(90),
            null,
            List.of("a"),
            Map.of("n", 1));

    @Test
    void writesIsoTimesLeavesOutNullAndWhatIsNoComponent() throws Exception {
        assertThat(Json.mapper().writeValueAsString(SAMPLE))
                .isEqualTo("{\"id\":\"01980000-0000-7000-8000-000000000001\",\"at\":\"2026-07-01T10:00:00Z\","
                        + "\"every\":\"PT1H30M\",\"names\":[\"a\"],\"more\":{\"n\":1}}");
    }

    @Test
    void aMapHoldsOnlyWhatJsonKnowsAndReadsBackEqual() {
        Map<String, Object> map = Json.toMap(SAMPLE);

        assertThat(map).containsEntry("at", "2026-07-01T10:00:00Z").doesNotContainKey("note");
        assertThat(Json.from(map, Sample.class)).isEqualTo(SAMPLE);
    }

    @Test
    void ignoresUnknownFieldsAndReadsAbsentCollectionsAsEmpty() throws Exception {
        Sample sample = Json.mapper().readValue("{\"note\":\"x\",\"unknown\":{\"y\":1}}", Sample.class);

        assertThat(sample.note()).isEqualTo("x");
        assertThat(sample.names()).isEmpty();
        assertThat(sample.more()).isEmpty();
    }
}
