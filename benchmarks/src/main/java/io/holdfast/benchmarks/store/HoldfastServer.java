package io.holdfast.benchmarks.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.holdfast.cli.ApiClient;
import io.holdfast.cli.Holdfast;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Holdfast as people use it: {@code holdfast up} in a process of its own, and jobs over HTTP, from submit to final. */
final class HoldfastServer implements Contender {
    private static final String VAULT = "bench";
    private static final long POLL_MILLIS = 10;

    private final int heapMib;
    private final Map<String, String> items = new HashMap<>();
    private Path fleet = Path.of(".");
    private Path store = Path.of(".");
    private @Nullable Process process;
    private @Nullable ApiClient api;
    private long heapPeak;
    private JsonNode lastResult = NullNode.getInstance();

    HoldfastServer(int heapMib) {
        this.heapMib = heapMib;
    }

    @Override
    public String name() {
        return "Holdfast";
    }

    @Override
    public void begin(Path fleet, Path store) throws Exception {
        this.fleet = fleet;
        this.store = store;
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Path log = store.resolveSibling(store.getFileName() + ".log");
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + heapMib + "m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holdfast.class.getName(),
                        "up",
                        "--data",
                        store.toString(),
                        "--port",
                        Integer.toString(port))
                .redirectError(log.toFile())
                .start();
        Path token = tokenFile(process.inputReader());
        api = new ApiClient(
                URI.create("http://127.0.0.1:" + port), Files.readString(token).trim());
        api().post(
                        ApiClient.path("subscriptions"),
                        Map.of(
                                "name",
                                "bench",
                                "fabric",
                                "directory",
                                "region",
                                "local",
                                "settings",
                                Map.of("path", String.valueOf(fleet.getParent()))));
        api().post(ApiClient.path("vaults"), Map.of("name", VAULT, "region", "local"));
        await(api().post(ApiClient.path("vaults", VAULT, "discoveries")));
        await(api().post(
                        ApiClient.path("vaults", VAULT, "registered-items"),
                        Map.of("machineIds", ids(api().all(ApiClient.path("vaults", VAULT, "machines"))))));
        await(api().post(
                        ApiClient.path("vaults", VAULT, "protected-items"),
                        Map.of(
                                "itemIds",
                                ids(api().all(ApiClient.path("vaults", VAULT, "registered-items"))),
                                "policy",
                                "DefaultPolicy")));
        api().all(ApiClient.path("vaults", VAULT, "protected-items"))
                .forEach(item ->
                        items.put(item.path("name").asText(), item.path("id").asText()));
    }

    private static Path tokenFile(BufferedReader printed) throws IOException {
        String line;
        while ((line = printed.readLine()) != null) {
            if (line.contains("admin token")) {
                return Path.of(line.trim().substring("admin token".length()).trim());
            }
        }
        throw new IOException("holdfast up has ended; see its log beside the store");
    }

    @Override
    public Tool.Took backUp(String machine) throws Exception {
        return job(item(machine) + "/backups", Map.of());
    }

    @Override
    public Tool.Took restore(String machine, Path to) throws Exception {
        String points = item(machine) + "/recovery-points";
        String newest = api().upTo(points, 1).get(0).path("id").asText();
        String name = to.getFileName().toString();
        Tool.Took took =
                job(points + "/" + newest + "/restores", Map.of("target", Map.of("kind", "new-machine", "name", name)));
        Files.createDirectories(to.resolve(machine));
        Path made = fleet.resolve(name);
        try (var files = Files.list(made)) {
            for (Path disk :
                    files.filter(file -> !file.endsWith("machine.yaml")).toList()) {
                Files.move(disk, to.resolve(machine).resolve("disk.img"));
            }
        }
        Tool.run(List.of("rm", "-rf", made.toString()));
        return took;
    }

    private Tool.Took job(String path, Map<String, Object> body) throws Exception {
        ProcessHandle server = server().toHandle();
        double cpu = Tool.cpuSeconds(server);
        long began = System.nanoTime();
        await(api().post(path, body));
        double seconds = (System.nanoTime() - began) / 1e9;
        return new Tool.Took(seconds, Tool.cpuSeconds(server) - cpu);
    }

    private void await(JsonNode accepted) throws Exception {
        for (JsonNode id : accepted.path("jobs")) {
            JsonNode job = api().get(ApiClient.path("jobs", id.asText()));
            while (!job.has("endedAt")) {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
                job = api().get(ApiClient.path("jobs", id.asText()));
            }
            if (!job.path("status").asText().startsWith("Completed")) {
                throw new IOException("a job has failed: " + job);
            }
            lastResult = job.path("result");
        }
    }

    /** Of the job that ended last: {@code bytesRead}, {@code bytesNew}, {@code bytesStored}. */
    long lastResult(String field) {
        return lastResult.path(field).asLong();
    }

    /** MiB that the heap has held at most, of what was seen at the ends of jobs. */
    long heapPeakMib() throws Exception {
        Process jstat = new ProcessBuilder("jstat", "-gc", Long.toString(server().pid())).start();
        List<String> lines = jstat.inputReader().lines().toList();
        String[] names = lines.get(0).trim().split("\\s+", -1);
        String[] values = lines.get(1).trim().split("\\s+", -1);
        double kib = 0;
        for (int i = 0; i < names.length; i++) {
            if (List.of("S0U", "S1U", "EU", "OU").contains(names[i])) {
                kib += Double.parseDouble(values[i]);
            }
        }
        heapPeak = Math.max(heapPeak, Math.round(kib / 1024));
        return heapPeak;
    }

    @Override
    public long storedBytes() throws IOException {
        return Peer.size(store.resolve("stores"));
    }

    private String item(String machine) {
        return ApiClient.path("vaults", VAULT, "protected-items", Objects.requireNonNull(items.get(machine)));
    }

    private ApiClient api() {
        if (api == null) {
            throw new IllegalStateException("not begun");
        }
        return api;
    }

    private Process server() {
        if (process == null) {
            throw new IllegalStateException("not begun");
        }
        return process;
    }

    private static List<String> ids(List<JsonNode> rows) {
        return rows.stream().map(row -> row.path("id").asText()).toList();
    }

    @Override
    public void close() throws Exception {
        if (process != null) {
            process.destroy();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }
}
