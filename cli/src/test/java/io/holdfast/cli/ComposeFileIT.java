package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cli.standalone.Standalone;
import io.holdfast.platform.ServiceDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** What would be wrong with docker/compose.yaml without anybody's complaint: a variable that names no setting is passed over. */
class ComposeFileIT {
    private static final String SECRETS = "/run/secrets/";

    /** Variables that are no settings but read by the logging configuration and the image. */
    private static final Set<String> OTHERS = Set.of("HOLDFAST_LOG_FORMAT", "HOLDFAST_LOG_LEVEL", "HOLDFAST_CONFIG");

    private Map<String, Object> file;

    @BeforeEach
    void read() throws IOException {
        file = yaml(Files.readString(Path.of("../docker/compose.yaml")));
    }

    static List<String> services() {
        return Standalone.SERVICES.stream().map(ServiceDefinition::name).toList();
    }

    @ParameterizedTest
    @MethodSource("services")
    void every_service_is_in_the_file_and_shares_the_name_by_which_members_find_each_other(String name) {
        assertThat(at(service(name), "command")).isEqualTo(List.of(name + "-service"));
        assertThat(at(service(name), "networks", "default", "aliases")).isEqualTo(List.of("cluster"));
        assertThat(environment(name))
                .containsEntry("HOLDFAST_CLUSTER_JOIN", "dns")
                .containsEntry("HOLDFAST_CLUSTER_DNS", "cluster");
    }

    @ParameterizedTest
    @MethodSource("services")
    void every_variable_names_a_setting_of_its_service(String name) throws IOException {
        var known = new TreeSet<>(OTHERS);
        known.addAll(variables("config/platform.yaml"));
        known.addAll(variables("config/" + name + ".yaml"));

        assertThat(environment(name).keySet().stream().filter(variable -> variable.startsWith("HOLDFAST_")))
                .isSubsetOf(known);
    }

    @ParameterizedTest
    @MethodSource("services")
    void every_secret_a_service_reads_is_granted_to_it(String name) {
        var read = environment(name).values().stream()
                .map(String::valueOf)
                .filter(value -> value.startsWith(SECRETS))
                .map(value -> value.substring(SECRETS.length()))
                .toList();

        assertThat(read).isNotEmpty();
        assertThat(service(name).get("secrets")).isEqualTo(read);
        assertThat(map(file.get("secrets"))).containsKeys(read.toArray(String[]::new));
    }

    private Map<String, Object> service(String name) {
        var services = map(file.get("services"));
        assertThat(services).containsKey(name + "-service");
        return map(services.get(name + "-service"));
    }

    private Map<String, Object> environment(String name) {
        return map(service(name).get("environment"));
    }

    private static Set<String> variables(String defaults) throws IOException {
        var names = new TreeSet<String>();
        try (var stream = ComposeFileIT.class.getClassLoader().getResourceAsStream(defaults)) {
            if (stream != null) {
                collect("HOLDFAST", map(new Yaml().load(stream)), names);
            }
        }
        return names;
    }

    private static void collect(String prefix, Map<String, Object> section, Set<String> into) {
        section.forEach((name, value) -> {
            var variable =
                    prefix + "_" + name.replaceAll("([a-z])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT);
            if (value instanceof Map<?, ?>) {
                collect(variable, map(value), into);
            } else {
                into.add(variable);
            }
        });
    }

    private static Object at(Map<String, Object> from, String... path) {
        Object value = from;
        for (String name : path) {
            value = map(value).get(name);
        }
        return value;
    }

    private static Map<String, Object> yaml(String text) {
        return map(new Yaml().load(text));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        assertThat(value).isInstanceOf(Map.class);
        return (Map<String, Object>) value;
    }
}
