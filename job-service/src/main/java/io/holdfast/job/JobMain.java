package io.holdfast.job;

import io.holdfast.platform.Launcher;
import io.holdfast.platform.ServiceDefinition;

/**
 * The job tracker as a process of its own.
 */
public final class JobMain {
    public static final ServiceDefinition SERVICE = new ServiceDefinition("job", JobVerticle::new);

    public static void main(String[] args) {
        Launcher.run(SERVICE, args);
    }

    private JobMain() {}
}
