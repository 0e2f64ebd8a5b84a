package io.holdfast.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.gateway.testing.ContractCheck;
import io.holdfast.gateway.testing.Http;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;

/** The main job as a client does it; every answer is held against the contract. Paths are below {@code /api/v1}. */
final class Api {
    static final Set<String> FINAL = Set.of("Completed", "CompletedWithWarnings", "Failed", "Cancelled");
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Http http;
    private final String token;

    Api(String origin, String token, ContractCheck contract) {
        this.http = new Http(origin, token, contract);
        this.token = token;
    }

    Http http() {
        return http;
    }

    // plain requests -----------------------------------------------------------------------------

    JsonObject get(String path) {
        return ok(200, http.get(path));
    }

    JsonObject create(String path, JsonObject body) {
        return ok(201, http.post(path, body.encode()));
    }

    /** Any address, quickly: not held against the contract. */
    JsonObject page(String path) {
        return ok(200, http.page(path, Map.of("Authorization", "Bearer " + token)));
    }

    List<JsonObject> list(String path) {
        List<JsonObject> items = new ArrayList<>();
        String cursor = null;
        do {
            String separator = path.contains("?") ? "&" : "?";
            JsonObject page = get(path + separator + "limit=500" + (cursor == null ? "" : "&cursor=" + cursor));
            page.getJsonArray("items").forEach(item -> items.add((JsonObject) item));
            cursor = page.getString("nextCursor");
        } while (cursor != null);
        return items;
    }

    /** The problem a request is refused with. */
    JsonObject refused(int status, String method, String path, String body) {
        return ok(status, http.send(method, path, body, Map.of()));
    }

    private static JsonObject ok(int status, Http.Reply reply) {
        assertThat(reply.status())
                .as(reply.raw().request() + ": " + reply.raw().body())
                .isEqualTo(status);
        return reply.json();
    }

    // jobs ---------------------------------------------------------------------------------------

    /** Sends what is answered with 202, and gives the jobs' ids. */
    List<String> start(String path, JsonObject body) {
        return jobs(ok(202, http.post(path, body.encode())));
    }

    List<String> start(String path) {
        return jobs(ok(202, http.post(path, null)));
    }

    List<String> startDelete(String path) {
        return jobs(ok(202, http.send("DELETE", path, null, Map.of())));
    }

    private static List<String> jobs(JsonObject accepted) {
        return accepted.getJsonArray("jobs").stream().map(String::valueOf).toList();
    }

    JsonObject job(String id) {
        return get("/jobs/" + id);
    }

    /** The jobs when all have ended. */
    List<JsonObject> ended(Collection<String> ids) {
        List<JsonObject> ended = new ArrayList<>();
        for (String id : ids) {
            ended.add(Awaitility.await("job " + id)
                    .atMost(PATIENCE)
                    .until(() -> job(id), job -> FINAL.contains(job.getString("status"))));
        }
        return ended;
    }

    JsonObject ended(String id) {
        return ended(List.of(id)).get(0);
    }

    List<JsonObject> completed(Collection<String> ids) {
        List<JsonObject> jobs = ended(ids);
        assertThat(jobs).allSatisfy(job -> assertThat(job.getString("status"))
                .as(job.encodePrettily())
                .isEqualTo("Completed"));
        return jobs;
    }

    JsonObject completed(String id) {
        return completed(List.of(id)).get(0);
    }

    // the main job -------------------------------------------------------------------------------

    void subscribe(String name, String region, Path machines) {
        create(
                "/subscriptions",
                new JsonObject()
                        .put("name", name)
                        .put("fabric", "directory")
                        .put("region", region)
                        .put("settings", new JsonObject().put("path", machines.toString())));
    }

    /** A vault whose DefaultPolicy is paused: a suite that runs past its hour is not to find backups it did not start. */
    void vault(String name, String region) {
        scheduledVault(name, region);
        ok(200, http.send("PUT", "/vaults/" + name + "/policies/DefaultPolicy/pause", null, Map.of()));
    }

    void scheduledVault(String name, String region) {
        create("/vaults", new JsonObject().put("name", name).put("region", region));
    }

    void discover(String vault) {
        completed(start("/vaults/" + vault + "/discoveries"));
    }

    /** Registers and protects machines, each with DefaultPolicy. */
    List<JsonObject> protect(String vault, List<String> machines) {
        completed(start(
                "/vaults/" + vault + "/registered-items", new JsonObject().put("machineIds", new JsonArray(machines))));
        List<String> items = ids(list("/vaults/" + vault + "/registered-items?protected=false"));
        completed(start(
                "/vaults/" + vault + "/protected-items",
                new JsonObject().put("itemIds", new JsonArray(items)).put("policy", "DefaultPolicy")));
        return list("/vaults/" + vault + "/protected-items");
    }

    String startBackup(String vault, String item) {
        return start("/vaults/" + vault + "/protected-items/" + item + "/backups", new JsonObject())
                .get(0);
    }

    List<JsonObject> points(String vault, String item) {
        return list("/vaults/" + vault + "/protected-items/" + item + "/recovery-points");
    }

    String startRestore(String vault, String item, String point, JsonObject target) {
        String path = "/vaults/" + vault + "/protected-items/" + item + "/recovery-points/" + point + "/restores";
        return start(path, new JsonObject().put("target", target)).get(0);
    }

    static List<String> ids(List<JsonObject> objects) {
        return objects.stream().map(o -> o.getString("id")).toList();
    }

    static JsonObject named(List<JsonObject> objects, String name) {
        return objects.stream()
                .filter(o -> o.getString("name").equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " in " + objects));
    }
}
