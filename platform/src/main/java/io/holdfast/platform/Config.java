package io.holdfast.platform;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.vertx.config.ConfigRetriever;
import io.vertx.config.ConfigRetrieverOptions;
import io.vertx.config.ConfigStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Settings from their sources to validated records. Later sources win: defaults on the class path ({@code config/platform.yaml}, then
 * {@code config/SERVICE.yaml} for each service), a YAML or JSON file, the environment, system properties.
 */
public final class Config {

    private static final ObjectMapper STRICT = Json.mapper()
            .copy()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT);

    private static final Set<String> SECTIONS = Set.of(
            "database",
            "cluster",
            "management",
            "telemetry",
            "discovery",
            "registration",
            "protection",
            "job",
            "scheduler",
            "backup",
            "alert",
            "gateway");

    /** The defaults of the platform and of these services, with {@code given} over them. */
    static Future<JsonObject> withDefaults(Vertx vertx, JsonObject given, List<ServiceDefinition> services) {
        return defaults(vertx, services)
                .map(defaults -> defaults.mergeIn(given, true))
                .map(all -> requireKnownSections(all, services));
    }

    /**
     * All sources.
     *
     * @param file a YAML or JSON file that must exist; null for none
     */
    static Future<JsonObject> load(
            Vertx vertx,
            List<ServiceDefinition> services,
            @Nullable String file,
            Map<String, String> environment,
            Map<String, String> properties) {
        return defaults(vertx, services).compose(defaults -> {
            ConfigRetrieverOptions options = new ConfigRetrieverOptions().setScanPeriod(-1);
            options.addStore(json(defaults));
            if (file != null) {
                options.addStore(file(file, false));
            }
            options.addStore(json(Overrides.fromEnvironment(defaults, environment)));
            options.addStore(json(Overrides.fromProperties(defaults, properties)));
            return retrieve(vertx, options).map(all -> requireKnownSections(all, services));
        });
    }

    /** One file may serve all services: a process passes over the sections of the others. */
    private static JsonObject requireKnownSections(JsonObject all, List<ServiceDefinition> services) {
        for (String section : all.fieldNames()) {
            boolean known = SECTIONS.contains(section)
                    || services.stream().anyMatch(service -> service.name().equals(section));
            if (!known) {
                throw new ConfigException(section, "no such setting");
            }
        }
        return all;
    }

    private static Future<JsonObject> defaults(Vertx vertx, List<ServiceDefinition> services) {
        ConfigRetrieverOptions options = new ConfigRetrieverOptions().setScanPeriod(-1);
        options.addStore(file("config/platform.yaml", false));
        services.forEach(service -> options.addStore(file("config/" + service.name() + ".yaml", true)));
        return retrieve(vertx, options);
    }

    private static Future<JsonObject> retrieve(Vertx vertx, ConfigRetrieverOptions options) {
        ConfigRetriever retriever = ConfigRetriever.create(vertx, options);
        return retriever.getConfig().eventually(retriever::close);
    }

    private static ConfigStoreOptions json(JsonObject content) {
        return new ConfigStoreOptions().setType("json").setConfig(content);
    }

    private static ConfigStoreOptions file(String path, boolean optional) {
        return new ConfigStoreOptions()
                .setType("file")
                .setFormat(path.endsWith(".json") ? "json" : "yaml")
                .setOptional(optional)
                .setConfig(new JsonObject().put("path", path));
    }

    /**
     * Reads a section as a record, which checks itself with {@link #require}.
     *
     * @param path where the section stands, for messages
     * @throws ConfigException naming the path of what is unknown, missing or refused
     */
    public static <T> T bind(JsonObject section, Class<T> type, String path) {
        try {
            return STRICT.convertValue(plain(section), type);
        } catch (IllegalArgumentException e) {
            throw refused(e, path);
        }
    }

    /** Without Vert.x's own types inside, which Jackson takes for beans. */
    private static Map<String, Object> plain(JsonObject section) {
        Map<String, Object> plain = new LinkedHashMap<>();
        section.forEach(field -> plain.put(field.getKey(), plain(field.getValue())));
        return plain;
    }

    private static Object plain(Object value) {
        if (value instanceof JsonObject object) {
            return plain(object);
        }
        return value instanceof JsonArray array
                ? array.stream().map(Config::plain).toList()
                : value;
    }

    private static ConfigException refused(IllegalArgumentException e, String path) {
        if (!(e.getCause() instanceof JsonMappingException cause)) {
            return new ConfigException(path, String.valueOf(e.getMessage()));
        }
        String inside = cause.getPath().stream()
                .map(JsonMappingException.Reference::getFieldName)
                .filter(name -> name != null)
                .collect(Collectors.joining("."));
        String full = inside.isEmpty() ? path : path + "." + inside;
        if (cause instanceof UnrecognizedPropertyException) {
            return new ConfigException(full, "no such setting");
        }
        for (Throwable t = cause; t != null; t = t.getCause()) {
            if (t instanceof ConfigException refusal) {
                return refusal.under(full);
            }
        }
        return new ConfigException(full, cause.getOriginalMessage());
    }

    /** For the compact constructors of configuration records: {@code name} is the component's name. */
    public static void require(boolean condition, String name, String reason) {
        if (!condition) {
            throw new ConfigException(name, reason);
        }
    }

    /** The value itself or, if there is none, the first line of the file; null without either. */
    public static @Nullable String secret(@Nullable String value, @Nullable String file, String name) {
        if (value != null || file == null) {
            return value;
        }
        try (var lines = Files.lines(Path.of(file))) {
            return lines.findFirst().orElse("");
        } catch (IOException e) {
            throw new ConfigException(name, "cannot be read");
        }
    }

    private Config() {}
}
