package io.holdfast.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.contracts.HoldfastException;
import io.holdfast.fabric.FabricEnvironment;
import io.holdfast.platform.Config;
import io.holdfast.platform.ConfigException;
import io.holdfast.store.S3Settings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackupSettingsTest {
    @Test
    void a_whole_section_is_understood() {
        BackupSettings settings = bind(section());

        assertThat(settings.concurrency()).isEqualTo(2);
        assertThat(settings.freezeDeadline()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void an_empty_restore_folder_offers_none_and_roots_are_separated_as_in_PATH() {
        JsonObject section = section().put("machineRoots", "/a" + File.pathSeparator + "/b");

        FabricEnvironment environment = bind(section).fabricEnvironment(Clock.systemUTC());

        assertThat(environment.restoreFolder()).isNull();
        assertThat(environment.allowedRoots()).containsExactly(Path.of("/a"), Path.of("/b"));
        assertThat(bind(section()).fabricEnvironment(Clock.systemUTC()).allowedRoots())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"concurrency,0", "concurrency,65", "threads,0", "auditSamples,-1", "storeRoot,''", "patience,-PT1S"})
    void a_value_out_of_range_is_refused_by_its_name(String key, String value) {
        assertThatThrownBy(() -> bind(section().put(key, value)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("backup." + key);
    }

    @Test
    void a_setting_nobody_knows_is_refused() {
        assertThatThrownBy(() -> bind(section().put("concurency", 3)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("backup.concurency");
    }

    @ParameterizedTest
    @CsvSource({
        "endpoint,localhost:9000",
        "endpoint,ftp://host",
        "endpoint,http://",
        "region,''",
        "accessKey,me",
        "secretKey,known",
        "secretKeyFile,/nowhere"
    })
    void a_way_to_a_bucket_that_leads_nowhere_is_refused_by_its_name(String key, String value) {
        JsonObject section = section();
        section.getJsonObject("s3").put(key, value);

        assertThatThrownBy(() -> bind(section))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("backup.s3." + (key.equals("secretKey") ? "accessKey" : key));
    }

    @Test
    void empty_variables_give_no_endpoint_and_no_credentials() {
        JsonObject section = section();
        section.getJsonObject("s3")
                .put("endpoint", "")
                .put("accessKey", "")
                .put("secretKey", "")
                .put("buckets", new JsonArray().add("backups"));

        S3Settings settings = bind(section).s3().settings("backups/home/web");

        assertThat(settings.endpoint()).isNull();
        assertThat(settings.credentials()).isNull();
        assertThat(settings.bucket()).isEqualTo("backups");
        assertThat(settings.prefix()).isEqualTo("home/web/");
    }

    @Test
    void secrets_show_nowhere() {
        JsonObject section = section();
        section.getJsonObject("s3").put("accessKey", "me").put("secretKey", "hush");

        assertThat(bind(section).toString()).doesNotContain("hush");
    }

    @Test
    void a_bucket_that_is_not_named_is_not_used() {
        assertThatThrownBy(() -> bind(section()).s3().settings("other/home"))
                .isInstanceOf(HoldfastException.class)
                .hasMessageContaining("backup.s3.buckets");
    }

    private static BackupSettings bind(JsonObject section) {
        return Config.bind(section, BackupSettings.class, "backup");
    }

    private static JsonObject section() {
        return new JsonObject()
                .put("concurrency", 2)
                .put("threads", 4)
                .put("storeRoot", "data/vaults")
                .put(
                        "s3",
                        new JsonObject()
                                .put("buckets", new JsonArray())
                                .put("region", "us-east-1")
                                .put("pathStyle", true))
                .put("masterKeyFile", "data/master.key")
                .put("createMasterKey", false)
                .put("restoreFolder", "")
                .put("machineRoots", "")
                .put("commandsAllowed", true)
                .put("freezeDeadline", "PT10S")
                .put("auditSamples", 8)
                .put("patience", "PT2M");
    }
}
