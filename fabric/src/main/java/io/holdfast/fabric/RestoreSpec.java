package io.holdfast.fabric;

import java.util.List;
import java.util.UUID;

/** Where a restore goes. {@code configuration} is {@link MachineSnapshot#configuration} of the point, possibly of another kind of fabric. */
public sealed interface RestoreSpec {
    UUID job();

    List<RestoreDisk> disks();

    /** A machine that does not exist yet, of a new identity, switched off. A cloud service that does not exist is made. */
    record NewMachine(UUID job, String cloudService, String name, String configuration, List<RestoreDisk> disks)
            implements RestoreSpec {
        public NewMachine {
            disks = List.copyOf(disks);
        }
    }

    /** Over the machine the point is of. It keeps its identity and configuration; its disks that the point does not have stay as they are. */
    record Original(UUID job, UUID machine, String configuration, List<RestoreDisk> disks) implements RestoreSpec {
        public Original {
            disks = List.copyOf(disks);
        }
    }
}
