package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.vertx.core.json.JsonArray;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {

    @Test
    void keysComeBackAndNeedNoEscapingInAUrl() {
        Instant at = Instant.parse("2026-07-01T10:00:00.123456Z");
        UUID id = Ids.next();

        String cursor = Cursor.encode(at, "näme / ?", id, 42);
        JsonArray keys = Cursor.decode(cursor, 4);

        assertThat(cursor).matches("[A-Za-z0-9_-]+");
        assertThat(Instant.parse(keys.getString(0))).isEqualTo(at);
        assertThat(keys.getString(1)).isEqualTo("näme / ?");
        assertThat(UUID.fromString(keys.getString(2))).isEqualTo(id);
        assertThat(keys.getInteger(3)).isEqualTo(42);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "garbage!", "e30", "WzFd", "WyJcdTAwMDAiLDFd", "WyJcdWQ4MDAiLDFd"})
    void anythingElseIsRefusedWithThePointer(String cursor) {
        assertThatThrownBy(() -> Cursor.decode(cursor, 2)).isInstanceOfSatisfying(HoldfastException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.InvalidRequest);
            assertThat(e.failure().errors()).singleElement().satisfies(error -> assertThat(error.pointer())
                    .isEqualTo("?cursor"));
        });
    }
}
