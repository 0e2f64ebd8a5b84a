package io.holdfast.cli.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** A JVM of its own over this one's class path, so small that many of them fit on a machine. What it prints goes to a file. */
final class ChildJvm implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final String what;
    private final Process process;
    private final Path output;

    private ChildJvm(String what, Process process, Path output) {
        this.what = what;
        this.process = process;
        this.output = output;
    }

    static ChildJvm start(Path output, int heapMib, List<String> properties, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heapMib + "m",
                "-Xss512k",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:CICompilerCount=1",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED"));
        properties.forEach(property -> command.add("-D" + property));
        command.add(BoundToParent.class.getName());
        command.add(main.getName());
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        try {
            return new ChildJvm(output.getFileName().toString(), builder.start(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it has printed a line like this; gives its first group. */
    String printed(String regex) {
        Pattern pattern = Pattern.compile(regex);
        return Awaitility.await(what + " to print " + regex)
                .atMost(PATIENCE)
                .until(
                        () -> {
                            if (!process.isAlive()) {
                                throw new AssertionError(what + " has ended:\n" + printed());
                            }
                            return find(pattern);
                        },
                        Optional::isPresent)
                .orElseThrow();
    }

    private Optional<String> find(Pattern pattern) {
        Matcher matcher = pattern.matcher(printed());
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    String printed() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for its end. */
    int exitCode() {
        return process.onExit()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join()
                .exitValue();
    }

    /** SIGKILL, to this process alone. */
    void kill() {
        process.destroyForcibly();
        process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
    }

    /** SIGTERM, as an operator would. */
    void stop() {
        process.destroy();
        process.onExit().orTimeout(60, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        kill();
    }

    /** Runs another main class, and ends with the process that started it, however that one ends: a test that is killed leaves nothing running. */
    static final class BoundToParent {
        public static void main(String[] arguments) throws Throwable {
            ProcessHandle.current().parent().ifPresent(parent -> parent.onExit()
                    .thenRun(() -> Runtime.getRuntime().halt(1)));
            Class.forName(arguments[0]).getMethod("main", String[].class).invoke(null, (Object)
                    Arrays.copyOfRange(arguments, 1, arguments.length));
        }

        private BoundToParent() {}
    }
}
