package io.holdfast.benchmarks.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A program that is run to its end: how long that took, and the processor's seconds. */
final class Tool {
    private static final double TICKS = 100;

    record Took(double seconds, double cpuSeconds) {}

    private Tool() {}

    static Took run(List<String> command) throws IOException, InterruptedException {
        return run(command, Map.of(), Path.of("."));
    }

    /** @throws IOException with what the program printed, when it failed */
    static Took run(List<String> command, Map<String, String> environment, Path folder)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).directory(folder.toFile());
        builder.environment().putAll(environment);
        double cpu = ofEndedChildren();
        long began = System.nanoTime();
        Process process = builder.start();
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        double seconds = (System.nanoTime() - began) / 1e9;
        if (code != 0) {
            throw new IOException(String.join(" ", command) + " failed with " + code + ":\n" + printed);
        }
        return new Took(seconds, ofEndedChildren() - cpu);
    }

    private static double ofEndedChildren() throws IOException {
        String[] fields = fields("self");
        return (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) / TICKS;
    }

    /** Of a process and its living children, so far. */
    static double cpuSeconds(ProcessHandle process) throws IOException {
        double sum = 0;
        for (ProcessHandle one :
                Stream.concat(Stream.of(process), process.descendants()).toList()) {
            try {
                String[] fields = fields(Long.toString(one.pid()));
                sum += (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS;
            } catch (IOException ended) {
                // nothing to add
            }
        }
        return sum;
    }

    /** Those of /proc/PID/stat after the name. */
    private static String[] fields(String pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", pid, "stat"));
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    }
}
