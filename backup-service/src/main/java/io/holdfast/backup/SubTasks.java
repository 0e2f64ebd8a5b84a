package io.holdfast.backup;

import io.holdfast.contracts.job.SubTaskStatus;
import io.holdfast.platform.JobRun;
import org.jspecify.annotations.Nullable;

/** The sub-tasks of one run, one after the other; the end of the job ends the last. One thread. */
final class SubTasks {
    private final JobRun run;
    private @Nullable String current;

    SubTasks(JobRun run) {
        this.run = run;
    }

    void begin(String name) {
        if (current != null) {
            run.subTask(current, SubTaskStatus.Completed);
        }
        run.checkStop();
        run.subTask(name, SubTaskStatus.InProgress);
        current = name;
    }
}
