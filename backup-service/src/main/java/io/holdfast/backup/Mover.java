package io.holdfast.backup;

import java.util.concurrent.Executor;

/**
 * What every run of this process works with.
 *
 * @param name    unique per start of a process
 * @param threads shared by the data work of all jobs
 */
record Mover(
        String name,
        BackupSettings settings,
        BackupStore work,
        Calls calls,
        Sources sources,
        Stores stores,
        Leftovers leftovers,
        Executor threads) {}
