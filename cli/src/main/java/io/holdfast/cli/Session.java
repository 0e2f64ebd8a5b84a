package io.holdfast.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.holdfast.platform.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** What every command has: where the server is, who asks, and how answers are shown. */
public final class Session {
    /** How answers are printed. */
    public enum Output {
        table,
        json,
        yaml
    }

    @Option(
            names = "--server",
            scope = ScopeType.INHERIT,
            paramLabel = "URL",
            defaultValue = "${HOLDFAST_SERVER:-http://127.0.0.1:8080}",
            description = "Holdfast's address (env HOLDFAST_SERVER; default ${DEFAULT-VALUE})")
    @SuppressWarnings("NullAway.Init")
    private String server;

    @Option(
            names = "--token-file",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description =
                    "File that holds the API token (default ~/.config/holdfast/token; env HOLDFAST_TOKEN_FILE, or HOLDFAST_TOKEN for the token itself)")
    private @Nullable Path tokenFile;

    @Option(
            names = {"-o", "--output"},
            scope = ScopeType.INHERIT,
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table, json or yaml (default ${DEFAULT-VALUE})")
    private Output output = Output.table;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private @Nullable ApiClient api;

    public ApiClient api() {
        if (api == null) {
            api = new ApiClient(address(server), token());
        }
        return api;
    }

    public PrintWriter out() {
        return spec.commandLine().getOut();
    }

    public PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** Whether people, not programs, read the answer. */
    public boolean isTable() {
        return output == Output.table;
    }

    public void print(List<JsonNode> rows, Table table) {
        if (isTable()) {
            table.print(rows, out());
        } else {
            printRaw(Json.mapper().valueToTree(rows));
        }
    }

    public void printOne(JsonNode row, Table table) {
        if (isTable()) {
            table.printOne(row, out());
        } else {
            printRaw(row);
        }
    }

    /** A sentence for people; programs get the document instead. */
    public void say(String sentence, JsonNode document) {
        if (isTable()) {
            out().println(sentence);
            out().flush();
        } else {
            printRaw(document);
        }
    }

    private void printRaw(JsonNode node) {
        try {
            out().println(
                            output == Output.json
                                    ? Json.mapper()
                                            .writerWithDefaultPrettyPrinter()
                                            .writeValueAsString(node)
                                    : yaml().writeValueAsString(node).stripTrailing());
            out().flush();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static YAMLMapper yaml() {
        return new YAMLMapper(YAMLFactory.builder()
                .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                .build());
    }

    private static URI address(String server) {
        try {
            var address = URI.create(server);
            if (List.of("http", "https").contains(address.getScheme()) && address.getHost() != null) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new CliException(
                ExitCode.USAGE, "Not a server's address: " + server + "\n  → Say it as http://127.0.0.1:8080");
    }

    /** As the option, the environment or the default file has it; null when there is none. */
    public @Nullable String token() {
        var given = System.getenv("HOLDFAST_TOKEN");
        if (given != null && tokenFile == null) {
            return given.strip();
        }
        var file = tokenFile != null ? tokenFile : namedTokenFile();
        if (file == null) {
            file = Path.of(System.getProperty("user.home"), ".config", "holdfast", "token");
            if (!Files.exists(file)) {
                return null;
            }
        }
        if (!Files.exists(file)) {
            throw new CliException(ExitCode.USAGE, "No such token file: " + file);
        }
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new CliException(ExitCode.USAGE, "Cannot read the token file " + file);
        }
    }

    private static @Nullable Path namedTokenFile() {
        var named = System.getenv("HOLDFAST_TOKEN_FILE");
        return named == null || named.isBlank() ? null : Path.of(named);
    }
}
