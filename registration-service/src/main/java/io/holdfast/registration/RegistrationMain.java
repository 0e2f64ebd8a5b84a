package io.holdfast.registration;

import io.holdfast.platform.Launcher;
import io.holdfast.platform.ServiceDefinition;

/** registration-service as a process of its own. */
public final class RegistrationMain {
    public static final ServiceDefinition SERVICE = new ServiceDefinition("registration", RegistrationVerticle::new);

    public static void main(String[] args) {
        Launcher.run(SERVICE, args);
    }

    private RegistrationMain() {}
}
