package io.holdfast.cli.endtoend;

import io.holdfast.cli.ApiClient;
import io.holdfast.cli.ApiException;
import io.holdfast.cli.EventStream;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Follows all events, and when its gateway is gone goes on at another with the last id it saw. */
final class Follower implements AutoCloseable {

    /** A transition as it arrived; {@code gateway} brought it. */
    record Seen(long number, JsonObject event, String gateway) {}

    private final Supplier<List<String>> gateways;
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final List<String> surprises = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::run, "follower");
    private volatile @Nullable String at;
    private volatile @Nullable String lastId;
    private volatile long start = -1;
    private volatile int connections;
    private volatile boolean closed;

    /** {@code gateways}: the origins of those that should answer. */
    Follower(Supplier<List<String>> gateways) {
        this.gateways = gateways;
        thread.start();
    }

    /** Transitions in the order they came. */
    List<Seen> seen() {
        return List.copyOf(seen);
    }

    /** What should not have come: resets, later snapshots. */
    List<String> surprises() {
        return List.copyOf(surprises);
    }

    /** The number the first snapshot stands for; negative before. */
    long start() {
        return start;
    }

    long last() {
        return seen.isEmpty() ? start : seen.get(seen.size() - 1).number();
    }

    int connections() {
        return connections;
    }

    /** The gateway it reads from. */
    @Nullable
    String at() {
        return at;
    }

    private void run() {
        for (int turn = 0; !closed; turn++) {
            List<String> origins = gateways.get();
            String origin = origins.get(turn % origins.size());
            ApiClient client = new ApiClient(URI.create(origin), Cluster.TOKEN);
            try (EventStream stream = new EventStream(client.stream("/api/v1/events", lastId))) {
                at = origin;
                connections++;
                for (EventStream.Event event = stream.next(); event != null && !closed; event = stream.next()) {
                    take(event, origin);
                }
            } catch (IOException | ApiException gone) {
                at = null;
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void take(EventStream.Event event, String origin) {
        if (event.name().equals("job")) {
            lastId = event.id();
            seen.add(new Seen(Long.parseLong(String.valueOf(event.id())), new JsonObject(event.data()), origin));
        } else if (event.name().equals("snapshot") && start < 0) {
            lastId = event.id();
            start = Long.parseLong(String.valueOf(event.id()));
        } else if (!event.name().equals("progress") && !event.name().equals("item")) {
            surprises.add(event.name() + " " + event.data());
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
