package io.holdfast.cli.standalone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.holdfast.cli.CliException;
import io.holdfast.cli.ExitCode;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code holdfast up}: the server for real use on one machine. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description =
                "Run every service in this process over an embedded PostgreSQL, keeping all data under one folder.")
public final class UpCommand implements Callable<Integer> {
    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "Where everything is kept; made when absent")
    @SuppressWarnings("NullAway.Init")
    private Path data;

    @Option(
            names = "--host",
            defaultValue = "127.0.0.1",
            description = "Address to listen on (default ${DEFAULT-VALUE})")
    private String host = "127.0.0.1";

    @Option(names = "--port", defaultValue = "8080", description = "Port to listen on (default ${DEFAULT-VALUE})")
    private int port = 8080;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "Settings as YAML or JSON, such as the mail server that alerts go out by; see docs/operations.md")
    private @Nullable Path config;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        var stopped = new CountDownLatch(1);
        var server = Standalone.startUntilShutdown(
                () -> data.toAbsolutePath().normalize(), host, port, settings(), stopped::countDown);
        var out = spec.commandLine().getOut();
        out.println("Holdfast is up: " + server.url());
        out.println("  admin token   " + server.adminTokenFile());
        out.println("  command line  export HOLDFAST_SERVER=" + server.url() + " HOLDFAST_TOKEN_FILE="
                + server.adminTokenFile());
        out.println("  stop          Ctrl-C");
        out.flush();
        stopped.await();
        return 0;
    }

    private JsonObject settings() {
        if (config == null) {
            return new JsonObject();
        }
        try {
            var read = new YAMLMapper().readTree(config.toFile());
            if (read.isObject()) {
                return new JsonObject(read.toString());
            }
            throw new CliException(ExitCode.USAGE, config + " holds no settings");
        } catch (JsonProcessingException e) {
            throw new CliException(ExitCode.USAGE, "Cannot read " + config + ": it is not YAML or JSON");
        } catch (IOException e) {
            throw new CliException(ExitCode.USAGE, "Cannot read " + config + ": is it there?");
        }
    }
}
