package io.holdfast.alert;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.holdfast.platform.Config;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code alert}; its defaults file says what each setting means.
 */
record AlertConfig(
        Duration check,
        Duration tolerance,
        Duration unreachableAfter,
        Duration gather,
        @Nullable String publicUrl,
        String secretsKeyFile,
        boolean createSecretsKey,
        boolean loopbackWebhooks,
        Smtp smtp) {

    /** How the connection to the mail server is kept from others' eyes. */
    enum Security {
        @JsonProperty("starttls")
        StartTls,
        @JsonProperty("tls")
        Tls,
        @JsonProperty("none")
        None
    }

    record Smtp(
            @Nullable String host,
            int port,
            Security security,
            @Nullable String user,
            @Nullable String password,
            @Nullable String passwordFile,
            @Nullable String from) {

        Smtp {
            Config.require(port > 0 && port < 65_536, "port", "must be a port number");
            Config.require(
                    host == null || host.isEmpty() || (from != null && MailAddress.isValid(from)),
                    "from",
                    "must be the mail address that alerts come from");
            password = Config.secret(password, passwordFile, "passwordFile");
        }

        boolean isSet() {
            return host != null && !host.isEmpty();
        }

        /** Never the password. */
        @Override
        public String toString() {
            return "Smtp[" + host + ":" + port + ", " + security + ", user=" + user + "]";
        }
    }

    AlertConfig {
        Config.require(isPositive(check), "check", "must be longer than nothing");
        Config.require(!tolerance.isNegative(), "tolerance", "must not be negative");
        Config.require(!unreachableAfter.isNegative(), "unreachableAfter", "must not be negative");
        Config.require(!gather.isNegative(), "gather", "must not be negative");
        Config.require(
                publicUrl == null || publicUrl.isEmpty() || publicUrl.matches("https?://.+"),
                "publicUrl",
                "must be the console's address, as https://holdfast.example.com");
    }

    private static boolean isPositive(Duration duration) {
        return duration.compareTo(Duration.ZERO) > 0;
    }

    static AlertConfig of(JsonObject section) {
        return Config.bind(section, AlertConfig.class, "alert");
    }
}
