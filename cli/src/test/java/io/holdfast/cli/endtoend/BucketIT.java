package io.holdfast.cli.endtoend;

import static io.holdfast.cli.endtoend.Machines.MIB;
import static io.holdfast.cli.endtoend.Machines.sha256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.cli.CliException;
import io.holdfast.cli.rescue.RescueVault;
import io.holdfast.cli.rescue.StorePlaces;
import io.holdfast.cli.standalone.Standalone;
import io.holdfast.gateway.testing.ContractCheck;
import io.holdfast.store.S3Server;
import io.holdfast.store.StoreException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A vault in a bucket, through the API; and what is left when the server is lost. */
class BucketIT {
    private static final String REGION = "cloud";
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "AWS_ENDPOINT_URL", S3Server.endpoint().toString(),
            "AWS_ACCESS_KEY_ID", S3Server.CREDENTIALS.accessKey(),
            "AWS_SECRET_ACCESS_KEY", S3Server.CREDENTIALS.secretKey());

    @TempDir
    Path folder;

    private final String bucket = S3Server.newBucket();

    private JsonObject settings() {
        return new JsonObject()
                .put(
                        "backup",
                        new JsonObject()
                                .put(
                                        "s3",
                                        new JsonObject()
                                                .put(
                                                        "endpoint",
                                                        S3Server.endpoint().toString())
                                                .put("buckets", new JsonArray().add(bucket))
                                                .put("accessKey", S3Server.CREDENTIALS.accessKey())
                                                .put("secretKey", S3Server.CREDENTIALS.secretKey())));
    }

    @Test
    void points_are_made_and_restored_and_come_back_from_the_bucket_alone_when_the_server_is_lost() throws Exception {
        String before;
        Path web;
        try (Standalone server = Standalone.start(
                folder.resolve("data"), "127.0.0.1", Server.freePort(), Clock.systemUTC(), settings())) {
            Api api = new Api(server.url(), server.adminToken(), new ContractCheck());
            Machines machines = new Machines(folder.resolve("machines"));
            web = machines.machine("shop/cloudy-01", 4);
            api.subscribe("cloud", REGION, machines.root());
            JsonObject vault = api.create(
                    "/vaults",
                    new JsonObject()
                            .put("name", "cloud")
                            .put("region", REGION)
                            .put("store", new JsonObject().put("kind", "s3").put("path", bucket + "/home")));
            assertThat(vault.getJsonObject("store").getString("path")).isEqualTo(bucket + "/home");
            api.discover("cloud");
            String item = api.protect("cloud", Api.ids(api.list("/vaults/cloud/machines")))
                    .get(0)
                    .getString("id");
            api.completed(api.startBackup("cloud", item));
            before = sha256(web);
            Machines.write(web, MIB, MIB / 2, 5);
            api.completed(api.startBackup("cloud", item));
        }

        StorePlaces places = new StorePlaces(ENVIRONMENT);
        String place = "s3://" + bucket + "/home";
        Path key = folder.resolve("data/master.key");
        assertThat(places.below("s3://" + bucket)).containsExactly(place);
        try (RescueVault rescued = RescueVault.open(place + "/", key, places)) {
            assertThat(rescued.points()).hasSize(2);
            assertThat(rescued.verify(rescued.points().get(0))).isPositive();
            rescued.restore(rescued.points().get(0), folder.resolve("older"));
            rescued.restore(rescued.points().get(1), folder.resolve("newer"));
        }
        assertThat(sha256(folder.resolve("older/root.raw"))).isEqualTo(before);
        assertThat(sha256(folder.resolve("newer/root.raw"))).isEqualTo(sha256(web));
    }

    @Test
    void a_place_that_holds_nothing_is_told_apart_from_one_that_is_not_there_or_not_ours() {
        StorePlaces places = new StorePlaces(ENVIRONMENT);

        assertThatThrownBy(() -> RescueVault.open("s3://" + bucket, null, places))
                .isInstanceOf(StoreException.NotAVault.class);
        assertThatThrownBy(() -> RescueVault.open("s3://no-such-bucket/home", null, places))
                .isInstanceOf(StoreException.NoBucket.class);
        assertThatThrownBy(() -> RescueVault.open(
                        "s3://" + bucket,
                        null,
                        new StorePlaces(Map.of(
                                "AWS_ENDPOINT_URL", S3Server.endpoint().toString(),
                                "AWS_ACCESS_KEY_ID", "somebody",
                                "AWS_SECRET_ACCESS_KEY", "else"))))
                .isInstanceOf(StoreException.AccessDenied.class);
        assertThatExceptionOfType(CliException.class)
                .isThrownBy(() -> RescueVault.open("s3://", null, places))
                .withMessageContaining("not a bucket");
    }
}
