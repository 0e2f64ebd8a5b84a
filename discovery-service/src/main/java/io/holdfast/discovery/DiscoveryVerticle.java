package io.holdfast.discovery;

import io.holdfast.platform.JobWorker;
import io.holdfast.platform.ServiceContext;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** Wires discovery-service. */
final class DiscoveryVerticle extends VerticleBase {
    private final ServiceContext service;
    private final Connections connections;
    private final SubscriptionApi subscriptionApi;
    private final MachineApi machineApi;
    private final JobWorker worker;

    DiscoveryVerticle(ServiceContext service) {
        this.service = service;
        var config = DiscoveryConfig.of(service.config());
        var subscriptions = new SubscriptionStore(service.database());
        var machines = new MachineStore(service.database());
        var claims = new ClaimStore(service.database());
        var peers = new Peers(service.bus());
        this.connections =
                new Connections(service.vertx(), config.fabricThreads(), config.fabricEnvironment(service.clock()));
        this.subscriptionApi = new SubscriptionApi(subscriptions, connections, service.clock());
        this.machineApi = new MachineApi(machines, claims, subscriptions, new DiscoveryCommands(peers), peers);
        this.worker = new JobWorker(
                service,
                DiscoveryWorker.OPERATIONS,
                config.concurrency(),
                new DiscoveryWorker(subscriptions, machines, connections, config.walkDeadline(), service.clock()));
    }

    @Override
    public Future<?> start() {
        return subscriptionApi
                .serve(service.bus())
                .compose(served -> machineApi.serve(service.bus()))
                .compose(served -> worker.start());
    }

    @Override
    public Future<?> stop() {
        return worker.stop().eventually(connections::close);
    }
}
