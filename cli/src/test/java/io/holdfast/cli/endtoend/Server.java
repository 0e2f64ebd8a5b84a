package io.holdfast.cli.endtoend;

import io.holdfast.cli.standalone.Standalone;
import io.holdfast.gateway.testing.ContractCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Every service in this JVM, started for the first suite that asks and shared by the next; each uses names and regions of its own. */
final class Server implements AutoCloseable {
    final Path folder;
    final ContractCheck contract = new ContractCheck();
    private final Standalone standalone;
    private final String adminToken;
    private final Api api;

    private Server() {
        try {
            folder = Files.createTempDirectory("holdfast-server-");
            standalone = Standalone.start(folder.resolve("data"), "127.0.0.1", freePort());
            adminToken = standalone.adminToken();
            api = new Api(standalone.url(), adminToken, contract);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Api api() {
        return api;
    }

    String origin() {
        return standalone.url();
    }

    String adminToken() {
        return adminToken;
    }

    Path restores() {
        return folder.resolve("data/restores");
    }

    Path stores() {
        return folder.resolve("data/stores");
    }

    @Override
    public void close() {
        standalone.close();
        delete(folder);
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    static void delete(Path folder) {
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                        throws IOException {
                    Files.delete(directory);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Injects the one server. */
    static final class Extension implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == Server.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(Namespace.create(Server.class))
                    .getOrComputeIfAbsent(Server.class, x -> new Server(), Server.class);
        }
    }
}
