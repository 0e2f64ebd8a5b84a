package io.holdfast.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.platform.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Follows jobs over the live stream until all are final, reconnecting where the stream left off. */
public final class JobWatcher {
    private static final int MAX_RECONNECTS = 30;
    private static final long RECONNECT_MILLIS = 1000;

    private final ApiClient api;
    private final ProgressView view;

    public JobWatcher(ApiClient api, ProgressView view) {
        this.api = api;
        this.view = view;
    }

    /** Waits for these jobs and returns them as they ended, in the order asked for. */
    public List<JsonNode> await(@Nullable String vault, Collection<String> jobIds) {
        var waiting = new LinkedHashMap<String, JsonNode>();
        jobIds.forEach(id -> waiting.put(id, Json.mapper().nullNode()));
        var path = vault == null ? ApiClient.path("events") : ApiClient.path("vaults", vault, "jobs", "stream");
        String lastId = null;
        int reconnects = 0;
        while (hasUnfinished(waiting)) {
            try (var stream = new EventStream(api.stream(path, lastId))) {
                if (lastId == null) {
                    refresh(waiting);
                }
                for (var event = hasUnfinished(waiting) ? stream.next() : null; event != null; event = stream.next()) {
                    lastId = event.id();
                    reconnects = 0;
                    apply(event, waiting);
                    if (!hasUnfinished(waiting)) {
                        break;
                    }
                }
            } catch (IOException e) {
                if (++reconnects > MAX_RECONNECTS) {
                    throw new CliException(
                            ExitCode.UNAVAILABLE,
                            "Lost the server's event stream. The jobs go on; see: holdfast job list");
                }
                pause();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CliException(ExitCode.FAILED, "Interrupted. The jobs go on; see: holdfast job list");
            }
        }
        view.close();
        return new ArrayList<>(waiting.values());
    }

    /** Jobs that ended before the stream opened show in no event, so each one is asked for once. */
    private void refresh(Map<String, JsonNode> waiting) {
        for (var id : List.copyOf(waiting.keySet())) {
            update(waiting, api.get(ApiClient.path("jobs", id)));
        }
    }

    private void apply(EventStream.Event event, Map<String, JsonNode> waiting) throws IOException {
        var data = Json.mapper().readTree(event.data());
        var id = data.path("job").asText();
        switch (event.name()) {
            case "job" -> {
                if (waiting.containsKey(id)) {
                    update(waiting, api.get(ApiClient.path("jobs", id)));
                }
            }
            case "progress" -> {
                if (waiting.containsKey(id)) {
                    view.progress(id, data.path("progress"));
                }
            }
            case "reset" -> refresh(waiting);
            default -> {}
        }
    }

    private void update(Map<String, JsonNode> waiting, JsonNode job) {
        waiting.put(job.path("id").asText(), job);
        view.job(job);
    }

    private static boolean hasUnfinished(Map<String, JsonNode> waiting) {
        return waiting.values().stream().anyMatch(job -> !isFinal(job));
    }

    public static boolean isFinal(JsonNode job) {
        return job.has("status")
                && JobStatus.valueOf(job.path("status").asText()).isFinal();
    }

    public static boolean succeeded(JsonNode job) {
        return switch (JobStatus.valueOf(job.path("status").asText())) {
            case Completed, CompletedWithWarnings -> true;
            default -> false;
        };
    }

    private static void pause() {
        try {
            Thread.sleep(RECONNECT_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
