package io.holdfast.discovery;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.discovery.DiscoverParams;
import io.holdfast.contracts.discovery.Subscription;
import io.holdfast.contracts.job.Operation;
import io.holdfast.platform.Database;
import io.holdfast.platform.JobHandler;
import io.holdfast.platform.JobRun;
import io.holdfast.platform.JobStopped;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Runs Discover: walks every subscription of the region. One that fails takes nothing from the others. */
final class DiscoveryWorker implements JobHandler {
    static final Set<Operation> OPERATIONS = Set.of(Operation.Discover);
    private static final int NAMED = 5;

    private final SubscriptionStore subscriptions;
    private final MachineStore machines;
    private final Connections connections;
    private final Duration walkDeadline;
    private final Clock clock;

    DiscoveryWorker(
            SubscriptionStore subscriptions,
            MachineStore machines,
            Connections connections,
            Duration walkDeadline,
            Clock clock) {
        this.subscriptions = subscriptions;
        this.machines = machines;
        this.connections = connections;
        this.walkDeadline = walkDeadline;
        this.clock = clock;
    }

    /** How the walk of one subscription ended: with sightings or with a failure. */
    private record Outcome(
            Subscription subscription,
            Walk.@Nullable Sightings sightings,
            @Nullable HoldfastException failure) {}

    @Override
    public Future<Map<String, Object>> run(JobRun run) {
        var params = run.params(DiscoverParams.class);
        return subscriptions
                .inRegion(params.region())
                .compose(found -> {
                    if (found.isEmpty()) {
                        run.warn(
                                "NoSubscription",
                                "There is no subscription in the region %s.".formatted(params.region()));
                    }
                    var percent = new DiscoveryProgress(run, found.size());
                    return Future.join(found.stream()
                                    .map(subscription -> walk(run, subscription, percent))
                                    .toList())
                            .map(all -> all.<Outcome>list());
                })
                .map(outcomes -> result(run, outcomes));
    }

    private Future<Outcome> walk(JobRun run, Subscription subscription, DiscoveryProgress progress) {
        var interrupt = new Interrupt();
        run.onStop(interrupt);
        return machines.count(subscription.name())
                .compose(expected -> connections.walk(
                        subscription, walkDeadline, interrupt, fabric -> new Walk(subscription, machines, found -> {
                                    run.checkStop();
                                    progress.found(subscription.name(), found, expected);
                                })
                                .over(fabric)))
                .compose(sightings -> subscriptions
                        .discovered(subscription.name(), clock.instant())
                        .map(new Outcome(subscription, sightings, null)))
                .recover(failure -> run.stopRequested()
                        ? Future.failedFuture(new JobStopped())
                        : Future.succeededFuture(new Outcome(subscription, null, known(subscription, failure))))
                .onSuccess(outcome -> {
                    progress.done(subscription.name());
                    tell(run, outcome);
                });
    }

    private static HoldfastException known(Subscription subscription, Throwable failure) {
        if (failure instanceof HoldfastException known) {
            return known;
        }
        if (Database.violates(failure, "machine_subscription")) {
            return new HoldfastException(
                    ErrorCode.SubscriptionNotFound,
                    "The subscription %s was deleted meanwhile.".formatted(subscription.name()));
        }
        return new HoldfastException(
                ErrorCode.Internal, "%s could not be discovered.".formatted(subscription.name()), failure);
    }

    private static void tell(JobRun run, Outcome outcome) {
        var name = outcome.subscription.name();
        var sightings = outcome.sightings;
        if (sightings == null) {
            return;
        }
        run.log("%s: found %d, new %d, missing %d"
                .formatted(name, sightings.found(), sightings.added(), sightings.missing()));
        warning(sightings.problems())
                .ifPresent(text -> run.warn(
                        ErrorCode.InvalidMachineManifest.name(),
                        "%s: %d machines can't be used: %s"
                                .formatted(name, sightings.problems().size(), text)));
        warning(sightings.foreign())
                .ifPresent(text -> run.warn(
                        "OtherSubscription",
                        "%s: %d machines belong to another subscription and were left alone: %s"
                                .formatted(name, sightings.foreign().size(), text)));
    }

    private static Optional<String> warning(List<String> entries) {
        if (entries.isEmpty()) {
            return Optional.empty();
        }
        var named = String.join("; ", entries.subList(0, Math.min(NAMED, entries.size())));
        return Optional.of(entries.size() > NAMED ? named + "; …" : named);
    }

    private static Map<String, Object> result(JobRun run, List<Outcome> outcomes) {
        var failed = new ArrayList<HoldfastException>();
        int found = 0;
        int added = 0;
        int missing = 0;
        int problems = 0;
        for (var outcome : outcomes) {
            if (outcome.failure != null) {
                failed.add(outcome.failure);
                run.warn(
                        outcome.failure.code().name(),
                        "%s: %s"
                                .formatted(
                                        outcome.subscription.name(),
                                        outcome.failure.failure().message()));
            }
            if (outcome.sightings != null) {
                found += outcome.sightings.found();
                added += outcome.sightings.added();
                missing += outcome.sightings.missing();
                problems += outcome.sightings.problems().size()
                        + outcome.sightings.foreign().size();
            }
        }
        if (!failed.isEmpty() && failed.size() == outcomes.size()) {
            throw failed.get(0);
        }
        return Map.of("machines", found, "new", added, "missing", missing, "problems", problems);
    }
}
