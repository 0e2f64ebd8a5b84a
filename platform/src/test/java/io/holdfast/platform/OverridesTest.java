package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OverridesTest {

    private static final JsonObject DEFAULTS = new JsonObject("""
            {"database": {"url": "x", "maxConnections": 8, "password": null}, "gateway": {"open": false, "rate": 0.5}}
            """);

    @Test
    void variablesOverrideWithTheTypeOfTheDefault() {
        JsonObject overrides = Overrides.fromEnvironment(
                DEFAULTS,
                Map.of(
                        "HOLDFAST_DATABASE_MAX_CONNECTIONS", "4",
                        "HOLDFAST_DATABASE_PASSWORD", "12345",
                        "HOLDFAST_GATEWAY_OPEN", "true",
                        "HOLDFAST_GATEWAY_RATE", "2",
                        "HOLDFAST_CONFIG", "/etc/x.yaml",
                        "PATH", "/bin"));

        assertThat(overrides).isEqualTo(new JsonObject("""
                                {"database": {"maxConnections": 4, "password": "12345"}, "gateway": {"open": true, "rate": 2.0}}
                                """));
    }

    @Test
    void propertiesDoTheSameAndUnknownOnesAreRefused() {
        assertThat(Overrides.fromProperties(DEFAULTS, Map.of("holdfast.database.url", "y", "java.home", "z")))
                .isEqualTo(new JsonObject("{\"database\": {\"url\": \"y\"}}"));
        assertThatThrownBy(() -> Overrides.fromProperties(DEFAULTS, Map.of("holdfast.database.ulr", "y")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("database.ulr: no such setting");
    }

    @Test
    void whatShouldBeANumberMustBeOne() {
        Map<String, String> environment = Map.of("HOLDFAST_DATABASE_MAX_CONNECTIONS", "many");

        assertThatThrownBy(() -> Overrides.fromEnvironment(DEFAULTS, environment))
                .hasMessage("database.maxConnections: must be a number");
    }

    @Test
    void aWholeDefaultMayBecomeAFractionWhereTheSettingTakesOne() {
        JsonObject defaults = new JsonObject("{\"management\": {\"host\": \"x\", \"port\": 8081}}");
        JsonObject half = Overrides.fromEnvironment(defaults, Map.of("HOLDFAST_MANAGEMENT_PORT", "0.5"));

        assertThat(half).isEqualTo(new JsonObject("{\"management\": {\"port\": 0.5}}"));
        assertThatThrownBy(() -> Config.bind(
                        half.getJsonObject("management").put("host", "x"), ManagementConfig.class, "management"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("management.port");
    }

    @Test
    void aListIsItsEntriesBetweenCommas() {
        JsonObject defaults = new JsonObject("{\"cluster\": {\"members\": [\"127.0.0.1\"]}}");

        assertThat(Overrides.fromEnvironment(defaults, Map.of("HOLDFAST_CLUSTER_MEMBERS", "10.0.0.1, 10.0.0.2:5702")))
                .isEqualTo(new JsonObject("{\"cluster\": {\"members\": [\"10.0.0.1\", \"10.0.0.2:5702\"]}}"));
    }

    @Test
    void whatIsNeitherTrueNorFalseIsNotTakenForFalse() {
        assertThatThrownBy(() -> Overrides.fromEnvironment(DEFAULTS, Map.of("HOLDFAST_GATEWAY_OPEN", "yes")))
                .hasMessage("gateway.open: must be true or false");
    }
}
