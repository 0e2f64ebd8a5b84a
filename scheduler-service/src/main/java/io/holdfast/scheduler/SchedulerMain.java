package io.holdfast.scheduler;

import io.holdfast.platform.Launcher;
import io.holdfast.platform.ServiceDefinition;

/**
 * The scheduler as a process of its own.
 */
public final class SchedulerMain {

    public static final ServiceDefinition SERVICE = new ServiceDefinition("scheduler", SchedulerVerticle::new);

    private SchedulerMain() {}

    public static void main(String[] args) {
        Launcher.run(SERVICE, args);
    }
}
