package io.holdfast.discovery;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.discovery.Subscription;
import io.holdfast.fabric.DiscoveredMachine;
import io.holdfast.fabric.Fabric;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;

/**
 * One pass over a subscription, from the fabric into the inventory, in batches. Blocks: it belongs on a worker thread.
 */
final class Walk {
    private static final int BATCH = 500;
    private static final long WRITE_SECONDS = 30;

    private final Subscription subscription;
    private final MachineStore machines;
    private final IntConsumer onFound;
    private final List<DiscoveredMachine> batch = new ArrayList<>(BATCH);
    private final Set<UUID> seen = new HashSet<>();
    private final List<String> problems = new ArrayList<>();
    private final List<String> foreign = new ArrayList<>();
    private int added;

    /** @param onFound told how many machines were found so far; what it throws ends the walk */
    Walk(Subscription subscription, MachineStore machines, IntConsumer onFound) {
        this.subscription = subscription;
        this.machines = machines;
        this.onFound = onFound;
    }

    /** What a walk saw. {@code foreign}: machines that another subscription has; {@code problems}: seen, but they can't be used. */
    record Sightings(int found, int added, int missing, List<String> problems, List<String> foreign) {}

    Sightings over(Fabric fabric) {
        var since = await(machines.now());
        fabric.discover(this::see);
        write();
        // only now: a list that was cut short says nothing about the machines that are not in it
        var missing = await(machines.markMissing(subscription.name(), since));
        return new Sightings(seen.size(), added, missing, List.copyOf(problems), List.copyOf(foreign));
    }

    private void see(DiscoveredMachine machine) {
        onFound.accept(seen.size());
        if (!seen.add(machine.id())) {
            problems.add("%s in %s has the id of another machine".formatted(machine.name(), machine.cloudService()));
            return;
        }
        if (machine.problem() != null) {
            problems.add("%s in %s: %s".formatted(machine.name(), machine.cloudService(), machine.problem()));
        }
        batch.add(machine);
        if (batch.size() == BATCH) {
            write();
        }
    }

    private void write() {
        if (batch.isEmpty()) {
            return;
        }
        var recorded = await(machines.record(subscription, batch));
        added += recorded.added().size();
        batch.stream()
                .filter(machine -> !recorded.contains(machine.id()))
                .map(machine -> "%s in %s".formatted(machine.name(), machine.cloudService()))
                .forEach(foreign::add);
        batch.clear();
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(WRITE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while writing");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new HoldfastException(ErrorCode.ServiceUnavailable, "The inventory did not answer.", e);
        }
    }
}
