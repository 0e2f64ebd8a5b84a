package io.holdfast.alert;

import io.holdfast.platform.Launcher;
import io.holdfast.platform.ServiceDefinition;

/**
 * alert-service as a process of its own.
 */
public final class AlertMain {

    public static final ServiceDefinition SERVICE = new ServiceDefinition("alert", AlertVerticle::new);

    private AlertMain() {}

    public static void main(String[] args) {
        Launcher.run(SERVICE, args);
    }
}
