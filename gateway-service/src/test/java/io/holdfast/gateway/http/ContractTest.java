package io.holdfast.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ContractTest {

    private static JsonObject document;

    @BeforeAll
    static void read() throws Exception {
        try (InputStream in = ContractTest.class.getResourceAsStream("/openapi.yaml")) {
            document = new JsonObject(Json.encode(new ObjectMapper(new YAMLFactory()).readValue(in, Map.class)));
        }
    }

    @Test
    void theFormForVertxDiffersInMediaTypesAndSecurityOnly() {
        String changed = Contract.acceptable(document).encode();
        JsonObject expected = document.copy();
        expected.remove("security");
        expected.getJsonObject("components").remove("securitySchemes");
        expected.getJsonObject("paths")
                .getJsonObject("/session")
                .getJsonObject("post")
                .remove("security");
        String renamed = expected.encode()
                .replaceAll("\"x-events\":\\{(?:[^{}]|\\{[^{}]*})*},?", "")
                .replace("\"application/problem+json\":", "\"application/json\":")
                .replace("\"text/event-stream\":", "\"text/plain\":")
                .replace(",}", "}");

        assertThat(new JsonObject(changed)).isEqualTo(new JsonObject(renamed));
    }

    @Test
    void everyOperationHasAnIdOfItsOwnASummaryAndAFailure() {
        Set<String> ids = new HashSet<>();
        document.getJsonObject("paths").forEach(path -> ((JsonObject) path.getValue()).forEach(entry -> {
            if (entry.getValue() instanceof JsonObject operation) {
                assertThat(ids.add(operation.getString("operationId"))).isTrue();
                assertThat(operation.getString("summary")).isNotBlank();
                assertThat(operation.getJsonObject("responses").containsKey("default"))
                        .isTrue();
            }
        }));
    }

    @Test
    void everyBodyThatIsSentIsClosed() {
        document.getJsonObject("paths").forEach(path -> ((JsonObject) path.getValue()).forEach(entry -> {
            if (entry.getValue() instanceof JsonObject operation && operation.containsKey("requestBody")) {
                String ref = operation
                        .getJsonObject("requestBody")
                        .getJsonObject("content")
                        .getJsonObject("application/json")
                        .getJsonObject("schema")
                        .getString("$ref");
                JsonObject schema = document.getJsonObject("components")
                        .getJsonObject("schemas")
                        .getJsonObject(ref.substring(ref.lastIndexOf('/') + 1));
                assertThat(schema.getBoolean("additionalProperties")).as(ref).isFalse();
            }
        }));
    }
}
