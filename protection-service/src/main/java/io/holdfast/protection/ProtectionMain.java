package io.holdfast.protection;

import io.holdfast.platform.Launcher;
import io.holdfast.platform.ServiceDefinition;

/**
 * Vaults, policies, protected items and recovery points as a process of their own.
 */
public final class ProtectionMain {

    public static final ServiceDefinition SERVICE = new ServiceDefinition("protection", ProtectionVerticle::new);

    private ProtectionMain() {}

    public static void main(String[] args) {
        Launcher.run(SERVICE, args);
    }
}
