package io.holdfast.backup;

import io.holdfast.platform.Launcher;
import io.holdfast.platform.ServiceDefinition;
import java.util.Objects;

/** The mover as a service. */
public final class BackupMain {
    public static final ServiceDefinition SERVICE = new ServiceDefinition("backup", BackupVerticle::new);

    /** Recorded in every recovery point. */
    static final String VERSION =
            Objects.requireNonNullElse(BackupMain.class.getPackage().getImplementationVersion(), "development");

    private BackupMain() {}

    public static void main(String[] args) {
        Launcher.run(SERVICE, args);
    }
}
