package io.holdfast.discovery;

import io.holdfast.platform.Launcher;
import io.holdfast.platform.ServiceDefinition;

/** discovery-service as a process of its own. */
public final class DiscoveryMain {
    public static final ServiceDefinition SERVICE = new ServiceDefinition("discovery", DiscoveryVerticle::new);

    public static void main(String[] args) {
        Launcher.run(SERVICE, args);
    }

    private DiscoveryMain() {}
}
