package io.holdfast.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.backup.BackupEndpoints;
import io.holdfast.contracts.backup.VerifyDepth;
import io.holdfast.contracts.job.Job;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.protection.RecoveryPoint;
import io.holdfast.platform.testing.PostgresExtension;
import io.holdfast.platform.testing.ServiceHarness;
import io.holdfast.platform.testing.TestDatabase;
import io.holdfast.store.FaultyWire;
import io.holdfast.store.S3Server;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A vault in a bucket of a real S3 server. */
@ExtendWith(PostgresExtension.class)
class BucketIT {
    private static final int MIB = 1 << 20;

    private final String bucket = S3Server.newBucket();
    private FaultyWire wire;
    private World world;
    private Path folder;
    private TestDatabase database;

    @BeforeEach
    void open(TestDatabase database, @TempDir Path folder) throws IOException {
        this.database = database;
        this.folder = folder;
        wire = new FaultyWire(S3Server.endpoint());
        world = world("vaults/home", bucket);
    }

    @AfterEach
    void close() throws IOException {
        world.close();
        wire.close();
    }

    private World world(String path, String... allowed) {
        JsonObject s3 = new JsonObject()
                .put("endpoint", wire.endpoint().toString())
                .put("buckets", new JsonArray(List.of(allowed)))
                .put("accessKey", S3Server.CREDENTIALS.accessKey())
                .put("secretKey", S3Server.CREDENTIALS.secretKey());
        return World.inBucket(database, folder, bucket + "/" + path, s3).auditing(0);
    }

    private List<String> keys() {
        try (S3Client client = S3Server.client()) {
            return client.listObjectsV2(list -> list.bucket(bucket)).contents().stream()
                    .map(S3Object::key)
                    .toList();
        }
    }

    @Test
    void machines_are_backed_up_verified_restored_pruned_and_forgotten_in_a_bucket() {
        world.start(2);
        UUID item = machine("web1");
        RecoveryPoint first = world.point(world.backUp(item));
        String before = Images.sha256(image("web1"));
        Images.fill(image("web1"), MIB, MIB, 7);
        RecoveryPoint second = world.point(world.backUp(item));

        assertThat(keys()).contains("vaults/home/vault.json").allMatch(key -> key.startsWith("vaults/home/"));
        assertThat(World.files(world.vaults, "")).isEmpty();
        assertThat(world.verify(VerifyDepth.Content, 100).status()).isEqualTo(JobStatus.Completed);
        assertThat(restored(first, "first")).isEqualTo(before);
        assertThat(restored(second, "second")).isEqualTo(Images.sha256(image("web1")));

        world.deleteData(item, first.id());
        Job prune = world.prune();
        assertThat(prune.status()).as("%s", prune.error()).isEqualTo(JobStatus.Completed);
        assertThat(restored(second, "pruned")).isEqualTo(Images.sha256(image("web1")));
        world.deleteData(item, null);
        ServiceHarness.await(world.bus.call(BackupEndpoints.REMOVE_VAULT, world.vault, Caller.service("test")));
        assertThat(keys()).isEmpty();
    }

    @Test
    void a_bucket_that_refuses_fails_the_job_with_what_to_do_and_the_next_backup_is_right() {
        world.start(1);
        UUID item = machine("web1");
        wire.failAlways("^PUT .*packs/", FaultyWire.Answer.error(403, "AccessDenied"));

        Job refused = world.backUp(item);

        assertThat(refused.status()).isEqualTo(JobStatus.Failed);
        assertThat(refused.error().code()).isEqualTo("VaultUnavailable");
        assertThat(refused.error().message()).contains("credentials").doesNotContain(bucket);
        wire.heal();
        RecoveryPoint point = world.point(world.backUp(item));
        assertThat(restored(point, "healed")).isEqualTo(Images.sha256(image("web1")));
    }

    @Test
    void a_bucket_that_the_mover_may_not_use_is_named() {
        world.close();
        world = world("vaults/home", "another-bucket").start(1);

        Job job = world.backUp(machine("web1"));

        assertThat(job.error().code()).isEqualTo("VaultUnavailable");
        assertThat(job.error().message()).contains(bucket).contains("backup.s3.buckets");
        assertThat(keys()).isEmpty();
    }

    @Test
    void no_new_master_key_takes_the_place_of_one_that_a_vault_in_a_bucket_needs() throws IOException {
        world.start(1);
        world.point(world.backUp(machine("web1")));
        world.close();
        Path key = folder.resolve("master.key");
        Files.move(key, folder.resolve("away.key"));
        world = world("vaults/other", bucket).start(1);

        Job job = world.backUp(machine("web2"));

        assertThat(job.error().code()).isEqualTo("WrongKey");
        assertThat(key).doesNotExist();
    }

    private UUID machine(String name) {
        UUID machine = world.protect(Images.machine(world.machines, "rack1", name, 4 * MIB), "rack1", name);
        Images.fill(image(name), 0, 2 * MIB, name.hashCode());
        return machine;
    }

    private Path image(String name) {
        return world.machines.resolve("rack1").resolve(name).resolve("disk0.raw");
    }

    private String restored(RecoveryPoint point, String to) {
        Job job = world.restore(point, World.disks(to));
        assertThat(job.status()).as("%s", job.error()).isEqualTo(JobStatus.Completed);
        return Images.sha256(world.restored.resolve(to).resolve("disk0.raw"));
    }
}
