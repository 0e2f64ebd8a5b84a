package io.holdfast.cli.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The PostgreSQL process over a folder. It outlives a server that was killed, and would keep the next one off the folder. */
record Postmaster(ProcessHandle process) {
    private static final Logger log = LoggerFactory.getLogger(Postmaster.class);
    private static final Duration SMART = Duration.ofSeconds(20);

    /** The one that runs now; by the number it left, which may be another process's by now. */
    static Optional<Postmaster> of(Path folder) throws IOException {
        try (var lines = Files.lines(folder.resolve("postmaster.pid"))) {
            return lines.findFirst()
                    .filter(line -> line.matches("\\d{1,18}"))
                    .flatMap(line -> ProcessHandle.of(Long.parseLong(line)))
                    .filter(process -> isServerOf(process, folder))
                    .map(Postmaster::new);
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

    /** Ends one that nobody needs any more: its server was killed. */
    void endOrphan() {
        log.info("PostgreSQL of an earlier server still runs as process {}; it is stopped", process.pid());
        end();
    }

    /** A smart shutdown: for one without clients. */
    void end() {
        process.destroy();
        if (!ended(SMART)) {
            kill();
        }
    }

    void kill() {
        List<ProcessHandle> all;
        try (var children = process.descendants()) {
            all = Stream.concat(Stream.of(process), children).toList();
        }
        process.destroyForcibly();
        // they end by themselves, and hold its shared memory until then
        ended(all, SMART);
    }

    /** Waits so long for its end; whether it came. */
    boolean ended(Duration patience) {
        return ended(List.of(process), patience);
    }

    private static boolean ended(List<ProcessHandle> processes, Duration patience) {
        try {
            CompletableFuture.allOf(
                            processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
                    .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
            return true;
        } catch (CompletionException late) {
            return false;
        }
    }
}
