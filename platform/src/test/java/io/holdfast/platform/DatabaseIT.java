package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.platform.testing.PostgresExtension;
import io.holdfast.platform.testing.ServiceHarness;
import io.holdfast.platform.testing.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith({VertxExtension.class, PostgresExtension.class})
class DatabaseIT {

    private static final ServiceDefinition SAMPLE = new ServiceDefinition("sample", service -> null);

    private Database database;

    @BeforeEach
    void open(Vertx vertx, TestDatabase test) {
        JsonObject config = ServiceHarness.await(Config.withDefaults(vertx, test.config(), List.of()));
        Migrations.run(config, SAMPLE);
        database = new Database(vertx, DatabaseConfig.of(config, "sample"), "sample");
        execute("truncate note");
    }

    @AfterEach
    void close() {
        ServiceHarness.await(database.close());
    }

    private void execute(String sql) {
        ServiceHarness.await(database.pool().query(sql).execute());
    }

    private int notes() {
        return ServiceHarness.await(
                        database.pool().query("select count(*) from note").execute())
                .iterator()
                .next()
                .getInteger(0);
    }

    @Test
    void aTransactionThatFailsLeavesNothing() {
        Future<Void> work = database.transaction(connection -> connection
                .query("insert into note values ('a')")
                .execute()
                .compose(x -> Future.failedFuture(new IllegalStateException("changed my mind"))));

        assertThatThrownBy(() -> ServiceHarness.await(work)).hasMessage("changed my mind");
        assertThat(notes()).isZero();
    }

    @Test
    void ofTwoTransactionsThatGetInEachOthersWayOneIsRepeated() {
        execute("insert into note values ('0')");
        AtomicInteger reads = new AtomicInteger();
        Promise<Void> bothHaveRead = Promise.promise();
        Function<SqlConnection, Future<Void>> increment = connection -> connection
                .query("set transaction isolation level serializable")
                .execute()
                .compose(x -> connection.query("select text::int from note").execute())
                .compose(rows -> {
                    if (reads.incrementAndGet() == 2) {
                        bothHaveRead.complete();
                    }
                    int next = rows.iterator().next().getInteger(0) + 1;
                    return bothHaveRead.future().compose(x -> connection
                            .query("update note set text = '" + next + "'")
                            .execute());
                })
                .mapEmpty();

        ServiceHarness.await(Future.all(database.transaction(increment), database.transaction(increment)));

        String text = ServiceHarness.await(
                        database.pool().query("select text from note").execute())
                .iterator()
                .next()
                .getString(0);
        assertThat(text).isEqualTo("2");
        assertThat(reads).hasValue(3);
    }

    @Test
    void aViolationIsRecognizedByTheNameOfItsConstraint() {
        execute("insert into note values ('a')");

        assertThatThrownBy(() -> execute("insert into note values ('a')")).satisfies(t -> {
            assertThat(Database.violates(t, "note_text_key")).isTrue();
            assertThat(Database.violates(t, "another_key")).isFalse();
        });
    }

    @Test
    void afterTheServerCutAllConnectionsItWorksAgain(TestDatabase test) {
        assertThatThrownBy(() -> execute(
                        "select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + test.name() + "'"))
                .satisfies(t -> assertThat(Failures.of(t).code()).isEqualTo(ErrorCode.ServiceUnavailable));

        Awaitility.await().ignoreExceptions().untilAsserted(() -> assertThat(notes())
                .isZero());
    }

    @Test
    void aServerThatIsNotThereIsUnavailable(Vertx vertx) {
        Database away = TestServices.withoutDatabase(vertx).database();

        assertThatThrownBy(() -> ServiceHarness.await(away.ping()))
                .satisfies(t -> assertThat(Failures.of(t).code()).isEqualTo(ErrorCode.ServiceUnavailable));
    }

    @Test
    void aPoolThatManyWaitForIsUnavailable(Vertx vertx, TestDatabase test) {
        JsonObject config = ServiceHarness.await(Config.withDefaults(vertx, test.config(), List.of()));
        config.getJsonObject("database").put("maxConnections", 1).put("maxWaiting", 1);
        Database small = new Database(vertx, DatabaseConfig.of(config, "sample"), "sample");
        try {
            ServiceHarness.await(small.pool().getConnection());
            Future<Void> waiting = small.ping();

            assertThatThrownBy(() -> ServiceHarness.await(small.ping()))
                    .satisfies(t -> assertThat(Failures.of(t).code()).isEqualTo(ErrorCode.ServiceUnavailable));
            assertThat(waiting.isComplete()).isFalse();
        } finally {
            ServiceHarness.await(small.close());
        }
    }

    @Test
    void aPoolWithoutAFreeConnectionIsUnavailable(Vertx vertx, TestDatabase test) {
        JsonObject config = ServiceHarness.await(Config.withDefaults(vertx, test.config(), List.of()));
        config.getJsonObject("database").put("maxConnections", 1).put("acquireTimeout", "PT0.2S");
        Database small = new Database(vertx, DatabaseConfig.of(config, "sample"), "sample");
        try {
            ServiceHarness.await(small.pool().getConnection());

            assertThatThrownBy(() -> ServiceHarness.await(small.ping()))
                    .satisfies(t -> assertThat(Failures.of(t).code()).isEqualTo(ErrorCode.ServiceUnavailable));
        } finally {
            ServiceHarness.await(small.close());
        }
    }
}
