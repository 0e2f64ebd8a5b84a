package io.holdfast.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Shows jobs as they go. On a terminal each running job has a bar that is drawn over; elsewhere only ends are printed, one line each.
 */
public final class ProgressView implements AutoCloseable {
    private static final int BAR = 24;
    private static final int MAX_BARS = 12;

    private final PrintWriter out;
    private final boolean terminal;
    private final Map<String, JsonNode> running = new LinkedHashMap<>();
    private final Map<String, JsonNode> progress = new LinkedHashMap<>();
    private final Set<String> ended = new HashSet<>();
    private int drawn;

    public ProgressView(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** For people at a terminal bars, for logs and pipes lines; the {@code holdfast} script knows which and sets {@code holdfast.terminal}. */
    public static ProgressView on(PrintWriter out) {
        return new ProgressView(out, Boolean.getBoolean("holdfast.terminal"));
    }

    public void job(JsonNode job) {
        var id = job.path("id").asText();
        if (JobWatcher.isFinal(job)) {
            running.remove(id);
            progress.remove(id);
            if (ended.add(id)) {
                erase();
                out.println(ended(job));
            }
        } else {
            running.put(id, job);
            if (job.hasNonNull("progress")) {
                progress.put(id, job.path("progress"));
            }
        }
        redraw();
    }

    public void progress(String id, JsonNode p) {
        progress.put(id, p);
        redraw();
    }

    private void redraw() {
        erase();
        if (terminal) {
            running.entrySet().stream().limit(MAX_BARS).forEach(entry -> {
                out.println(bar(entry.getValue(), progress.get(entry.getKey())));
                drawn++;
            });
            if (running.size() > MAX_BARS) {
                out.println("  … and " + (running.size() - MAX_BARS) + " more");
                drawn++;
            }
        }
        out.flush();
    }

    private void erase() {
        if (drawn > 0) {
            out.print("\033[" + drawn + "A\033[J");
            drawn = 0;
        }
    }

    private static String bar(JsonNode job, @Nullable JsonNode p) {
        int percent = p == null ? 0 : p.path("percent").asInt();
        var text = new StringBuilder("  ").append(title(job)).append(' ');
        int full = percent * BAR / 100;
        text.append('[')
                .append("█".repeat(full))
                .append("░".repeat(BAR - full))
                .append("] ")
                .append(String.format("%3d%%", percent));
        if (p != null && p.path("bytesRead").asLong() > 0) {
            text.append("  ").append(Format.bytes(p.path("bytesRead").asLong()));
            if (p.path("bytesPerSecond").asLong() > 0) {
                text.append("  ")
                        .append(Format.bytes(p.path("bytesPerSecond").asLong()))
                        .append("/s");
            }
            if (p.hasNonNull("etaSeconds")) {
                text.append("  ")
                        .append(Format.duration(
                                Duration.ofSeconds(p.path("etaSeconds").asLong())))
                        .append(" left");
            }
        } else {
            text.append("  ").append(job.path("status").asText());
        }
        return text.toString();
    }

    private static String ended(JsonNode job) {
        boolean good = JobWatcher.succeeded(job);
        var text = new StringBuilder("  ")
                .append(good ? "✓ " : "✗ ")
                .append(title(job))
                .append(' ')
                .append(job.path("status").asText());
        if (job.hasNonNull("startedAt") && job.hasNonNull("endedAt")) {
            text.append("  ")
                    .append(Format.duration(Duration.between(
                            Instant.parse(job.path("startedAt").asText()),
                            Instant.parse(job.path("endedAt").asText()))));
        }
        var p = job.path("progress");
        if (good && p.path("bytesTotal").asLong() > 0) {
            text.append("  read ").append(Format.bytes(p.path("bytesRead").asLong()));
            if (job.path("operation").asText().equals("Backup")) {
                text.append(", new ")
                        .append(Format.bytes(p.path("bytesNew").asLong()))
                        .append(", stored ")
                        .append(Format.bytes(p.path("bytesStored").asLong()));
            }
        }
        for (var warning : job.path("warnings")) {
            text.append("\n      ! ").append(warning.path("message").asText());
        }
        if (job.hasNonNull("error")) {
            var error = job.path("error");
            text.append("\n      ")
                    .append(error.path("code").asText())
                    .append(": ")
                    .append(error.path("message").asText());
            error.path("recommendations").forEach(r -> text.append("\n      → ").append(r.asText()));
        }
        return text.toString();
    }

    private static String title(JsonNode job) {
        var item = job.path("item");
        var name = item.isObject()
                ? item.path("cloudService").asText() + "/" + item.path("name").asText()
                : job.path("vault").asText("");
        return String.format("%-20s %-24s", job.path("operation").asText(), name);
    }

    /** Leaves the cursor below what was printed. */
    @Override
    public void close() {
        erase();
        out.flush();
    }
}
