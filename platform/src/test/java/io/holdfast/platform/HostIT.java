package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.Endpoint;
import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.platform.testing.PostgresExtension;
import io.holdfast.platform.testing.ServiceHarness;
import io.holdfast.platform.testing.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith({VertxExtension.class, PostgresExtension.class})
class HostIT {

    record Note(String text) {}

    private static final Endpoint<Note, Note> ADD = Endpoint.once("sample.add.v1", Note.class, Note.class);
    private static final Caller CALLER = new Caller("somebody");

    private static final class SampleVerticle extends VerticleBase {

        private final ServiceContext service;

        SampleVerticle(ServiceContext service) {
            this.service = service;
        }

        @Override
        public Future<?> start() {
            return service.bus().serve(ADD, (note, caller) -> service.database()
                    .transaction(connection -> connection
                            .preparedQuery("insert into note values ($1)")
                            .execute(Tuple.of(note.text())))
                    .map(note)
                    .recover(t -> Future.failedFuture(
                            Database.violates(t, "note_text_key")
                                    ? new HoldfastException(ErrorCode.VaultExists, "a note says that already")
                                    : t)));
        }
    }

    private static final ServiceDefinition SAMPLE = new ServiceDefinition("sample", SampleVerticle::new);

    @Test
    void runsAServiceOverItsOwnMigratedSchema(Vertx vertx, TestDatabase database) {
        try (ServiceHarness harness = ServiceHarness.start(vertx, database, SAMPLE)) {
            Note note = new Note("hello");

            assertThat(ServiceHarness.await(harness.bus().call(ADD, note, CALLER)))
                    .isEqualTo(note);
            assertThatThrownBy(() -> ServiceHarness.await(harness.bus().call(ADD, note, CALLER)))
                    .isInstanceOfSatisfying(
                            HoldfastException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.VaultExists));
            assertThatThrownBy(() -> ServiceHarness.await(
                            harness.bus().call(ADD, new Note("far too long for it" + "…………"), CALLER)))
                    .isInstanceOfSatisfying(HoldfastException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.Internal);
                        assertThat(e.getMessage()).doesNotContain("varchar");
                    });
        }
    }

    @Test
    void aServiceThatWasStoppedIsUnavailable(Vertx vertx, TestDatabase database) {
        ServiceHarness harness = ServiceHarness.start(vertx, database, SAMPLE);
        harness.close();

        assertThatThrownBy(() -> ServiceHarness.await(harness.bus().call(ADD, new Note("late"), CALLER)))
                .isInstanceOfSatisfying(
                        HoldfastException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ServiceUnavailable));
    }
}
