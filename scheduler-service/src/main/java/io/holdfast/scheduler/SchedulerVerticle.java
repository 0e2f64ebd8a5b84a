package io.holdfast.scheduler;

import io.holdfast.platform.ServiceContext;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/**
 * Puts the service together.
 */
final class SchedulerVerticle extends VerticleBase {

    private final ServiceContext service;

    SchedulerVerticle(ServiceContext service) {
        this.service = service;
    }

    @Override
    public Future<?> start() {
        return new SchedulerApi(service.clock()).serve(service.bus());
    }
}
