package io.holdfast.cli.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** PostgreSQL outlives a server that was killed, and would keep the next one off its folder. */
final class OrphanedDatabase {
    private static final Logger log = LoggerFactory.getLogger(OrphanedDatabase.class);
    private static final long STOP_SECONDS = 20;

    /** Ends the one that runs on this folder, if there is one; the caller has made sure that nobody needs it. */
    static void stop(Path folder) throws IOException {
        var running = find(folder);
        if (running.isEmpty()) {
            return;
        }
        var server = running.get();
        log.info("PostgreSQL of an earlier server still runs as process {}; it is stopped", server.pid());
        // a smart shutdown: its clients died with their server
        server.destroy();
        if (!ended(List.of(server))) {
            List<ProcessHandle> all;
            try (var children = server.descendants()) {
                all = Stream.concat(Stream.of(server), children).toList();
            }
            server.destroyForcibly();
            // they end by themselves, and hold its shared memory until then
            ended(all);
        }
    }

    /** By the number it left, which may be another process's by now. */
    private static Optional<ProcessHandle> find(Path folder) throws IOException {
        try (var lines = Files.lines(folder.resolve("postmaster.pid"))) {
            return lines.findFirst()
                    .filter(line -> line.matches("\\d{1,18}"))
                    .flatMap(line -> ProcessHandle.of(Long.parseLong(line)))
                    .filter(process -> isServerOf(process, folder));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    private static boolean isServerOf(ProcessHandle process, Path folder) {
        var info = process.info();
        return info.command().filter(command -> command.contains("postgres")).isPresent()
                && info.arguments()
                        .map(arguments -> List.of(arguments).contains(folder.toString()))
                        .orElse(true);
    }

    private static boolean ended(List<ProcessHandle> processes) {
        try {
            CompletableFuture.allOf(
                            processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
                    .orTimeout(STOP_SECONDS, TimeUnit.SECONDS)
                    .join();
            return true;
        } catch (CompletionException late) {
            return false;
        }
    }

    private OrphanedDatabase() {}
}
