package io.holdfast.registration;

import io.holdfast.platform.JobWorker;
import io.holdfast.platform.Patience;
import io.holdfast.platform.ServiceContext;
import io.holdfast.platform.Transitions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** Wires registration-service. */
final class RegistrationVerticle extends VerticleBase {
    private final ServiceContext service;
    private final RegistrationApi api;
    private final JobWorker worker;
    private final Transitions transitions;

    RegistrationVerticle(ServiceContext service) {
        this.service = service;
        var config = RegistrationConfig.of(service.config());
        var items = new RegistrationStore(service.database());
        var moves = new TransitionStore(service.database());
        var peers = new Peers(service.bus());
        var announcements = new Announcements(service.bus());
        var commands = new RegistrationCommands(items, moves, peers, announcements, service.clock());
        this.api = new RegistrationApi(items, new ClaimStore(service.database()), commands, peers);
        this.worker = new JobWorker(
                service,
                RegistrationWorker.OPERATIONS,
                config.concurrency(),
                new Patience(service.vertx(), new RegistrationWorker(items, moves, peers, announcements)));
        this.transitions = new Transitions(
                service,
                RegistrationWorker.OPERATIONS,
                new RegistrationTransitions(items, moves, peers, announcements));
    }

    @Override
    public Future<?> start() {
        return api.serve(service.bus()).compose(served -> worker.start()).compose(started -> transitions.start());
    }

    @Override
    public Future<?> stop() {
        return Future.join(worker.stop(), transitions.stop());
    }
}
