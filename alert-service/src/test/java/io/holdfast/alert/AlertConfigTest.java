package io.holdfast.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.platform.ConfigException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertConfigTest {

    @TempDir
    Path folder;

    @Test
    void a_mail_server_needs_an_address_to_send_from() {
        assertThatThrownBy(() -> AlertConfig.of(with(new JsonObject().put("host", "mail.example.com"))))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("alert.smtp.from");
        assertThat(AlertConfig.of(with(new JsonObject())).smtp().isSet()).isFalse();
    }

    @Test
    void the_mail_servers_password_comes_from_a_file_and_is_never_shown() throws IOException {
        Path file = Files.writeString(folder.resolve("password"), "hunter2\n");
        AlertConfig.Smtp smtp = AlertConfig.of(with(new JsonObject()
                        .put("host", "mail.example.com")
                        .put("from", "holdfast@example.com")
                        .put("user", "holdfast")
                        .put("passwordFile", file.toString())))
                .smtp();
        assertThat(smtp.password()).isEqualTo("hunter2");
        assertThat(smtp.toString()).doesNotContain("hunter2");
    }

    @Test
    void nonsense_is_refused_by_name() {
        JsonObject config = with(new JsonObject()).put("check", "PT0S");
        assertThatThrownBy(() -> AlertConfig.of(config)).hasMessageStartingWith("alert.check");
        JsonObject url = with(new JsonObject()).put("publicUrl", "holdfast.example.com");
        assertThatThrownBy(() -> AlertConfig.of(url)).hasMessageStartingWith("alert.publicUrl");
    }

    private static JsonObject with(JsonObject smtp) {
        return new JsonObject()
                .put("check", Duration.ofMinutes(5).toString())
                .put("tolerance", "PT1H")
                .put("unreachableAfter", "PT10M")
                .put("gather", "PT1M")
                .putNull("publicUrl")
                .put("secretsKeyFile", "alert.key")
                .put("createSecretsKey", false)
                .put("loopbackWebhooks", false)
                .put(
                        "smtp",
                        new JsonObject()
                                .put("port", 587)
                                .put("security", "starttls")
                                .mergeIn(smtp));
    }
}
