package io.holdfast.fabric.directory;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program of machine.yaml: no shell, no environment but a plain PATH, killed with its children at the deadline. */
record GuestCommand(String what, List<String> argv, Path folder) {
    private static final int OUTPUT_SHOWN = 300;

    /** Empty: it ended with 0 in time. Else what went wrong, for people. */
    Optional<String> run(Duration deadline, Path output) throws InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(argv)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(output.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            return Optional.of(what + " command cannot be started");
        }
        boolean ended = false;
        try {
            ended = process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            if (!ended) {
                kill(process.toHandle());
                process.onExit().completeOnTimeout(process, 1, TimeUnit.SECONDS).join();
            }
        }
        if (!ended) {
            return Optional.of(what + " command was killed at its deadline of " + deadline.toMillis() + " ms");
        }
        int exit = process.exitValue();
        return exit == 0 ? Optional.empty() : Optional.of(what + " command failed with " + exit + said(output));
    }

    // the parent first, so that it can't fork again; its children are listed before they lose their parent
    private static void kill(ProcessHandle process) {
        try (Stream<ProcessHandle> children = process.descendants()) {
            List<ProcessHandle> listed = children.toList();
            process.destroyForcibly();
            listed.forEach(GuestCommand::kill);
        }
    }

    private static String said(Path output) {
        try (InputStream in = Files.newInputStream(output)) {
            String text = new String(in.readNBytes(OUTPUT_SHOWN), StandardCharsets.UTF_8)
                    .replaceAll("\\p{Cntrl}+", " ")
                    .strip();
            return text.isEmpty() ? "" : ": " + text;
        } catch (IOException e) {
            return "";
        }
    }
}
