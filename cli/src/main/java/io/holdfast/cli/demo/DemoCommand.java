package io.holdfast.cli.demo;

import io.holdfast.cli.ApiClient;
import io.holdfast.cli.ExitCode;
import io.holdfast.cli.Holdfast;
import io.holdfast.cli.standalone.Standalone;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code holdfast demo}: a server of its own, a fleet of its own, and the whole main job on them. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description =
                "Show the main job on four machines with real disk images: discover, register, protect, back up twice, restore, compare.")
public final class DemoCommand implements Callable<Integer> {
    @Option(names = "--keep", description = "Leave the server running, and print its address")
    private boolean keep;

    @Option(names = "--port", defaultValue = "0", description = "Port to serve on (default: a free one)")
    private int port;

    @Option(
            names = "--against",
            paramLabel = "URL",
            description = "Do the steps against this server instead of one of its own; needs --fleet and a token")
    private @Nullable URI against;

    @Option(
            names = "--fleet",
            paramLabel = "DIR",
            description = "With --against: an empty folder the server sees too, for the demo's machines")
    private @Nullable Path fleet;

    @Option(
            names = "--fleet-path",
            paramLabel = "DIR",
            description = "With --against: the same folder as the server names it (default: as --fleet)")
    private @Nullable String fleetPath;

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Holdfast holdfast;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private final CountDownLatch stopped = new CountDownLatch(1);

    @Override
    public Integer call() throws IOException, InterruptedException {
        return against == null ? onOwnServer() : onServer(against);
    }

    private int onServer(URI server) throws IOException {
        if (fleet == null) {
            throw new picocli.CommandLine.ParameterException(spec.commandLine(), "--against needs --fleet");
        }
        var api = new ApiClient(server, holdfast.session().token());
        return new Demo(
                                api,
                                fleet,
                                fleetPath == null ? fleet.toAbsolutePath().toString() : fleetPath,
                                spec.commandLine().getOut())
                        .run()
                ? ExitCode.OK
                : ExitCode.FAILED;
    }

    private int onOwnServer() throws IOException, InterruptedException {
        if (System.getenv("HOLDFAST_LOG_LEVEL") == null) {
            System.setProperty("HOLDFAST_LOG_LEVEL", "WARN"); // the steps are what people want to see here
        }
        var made = new AtomicReference<Path>();
        var out = spec.commandLine().getOut();
        out.println("Starting Holdfast (every service in this process, PostgreSQL beside it) …");
        out.flush();
        var server = Standalone.startUntilShutdown(
                () -> {
                    var folder = Files.createTempDirectory("holdfast-demo-");
                    made.set(folder);
                    return folder.resolve("server");
                },
                "127.0.0.1",
                port == 0 ? freePort() : port,
                new JsonObject(),
                () -> {
                    Optional.ofNullable(made.get()).ifPresent(DemoCommand::delete);
                    stopped.countDown();
                });
        var machines = Objects.requireNonNull(made.get()).resolve("machines");
        var api = new ApiClient(URI.create(server.url()), server.adminToken());
        boolean good = new Demo(api, machines, machines.toString(), out).run();
        if (keep) {
            out.println();
            out.println("Serving on " + server.url() + " until Ctrl-C; machines in " + machines);
            out.println("  export HOLDFAST_SERVER=" + server.url() + " HOLDFAST_TOKEN_FILE=" + server.adminTokenFile());
            out.flush();
            stopped.await();
        }
        return good ? ExitCode.OK : ExitCode.FAILED;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void delete(Path folder) {
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
                    Files.delete(directory);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            System.err.println("Could not remove " + folder + ": " + e.getMessage());
        }
    }
}
