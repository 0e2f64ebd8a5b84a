package io.holdfast.gateway;

import io.holdfast.platform.Launcher;
import io.holdfast.platform.ServiceDefinition;

/**
 * Runs the gateway as a process of its own.
 */
public final class GatewayMain {

    public static final ServiceDefinition SERVICE = new ServiceDefinition("gateway", GatewayVerticle::new);

    public static void main(String[] args) {
        Launcher.run(SERVICE, args);
    }

    private GatewayMain() {}
}
