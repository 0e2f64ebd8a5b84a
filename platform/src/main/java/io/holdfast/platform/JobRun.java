package io.holdfast.platform;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.job.Lease;
import io.holdfast.contracts.job.Progress;
import io.holdfast.contracts.job.SubTaskStatus;

/**
 * One leased run of one job, as its handler sees it. Thread-safe; nothing here blocks or throws except {@link #checkStop}.
 */
public interface JobRun {

    Lease lease();

    /** The operation's parameters as their record. */
    <T> T params(Class<T> type);

    /** On whose behalf the job runs. */
    Caller caller();

    /** Replaces the progress shown. As often as you like: it is sent at most twice a second, with rate and remaining time filled in. */
    void progress(Progress progress);

    void subTask(String name, SubTaskStatus status);

    /** Adds a line to the job's log, for people. */
    void log(String message);

    /** Adds a warning, and makes the job end as {@code CompletedWithWarnings} if it completes. */
    void warn(String code, String message);

    /** Cancelled by a user, lease lost or process shutting down: stop soon, clean up, fail with {@link JobStopped}. */
    boolean stopRequested();

    /** Someone else may be running this job: nothing of it may be committed any more. */
    boolean leaseLost();

    /** Runs once, when a stop is requested or at once when it has been; on any thread, must not block. */
    void onStop(Runnable action);

    /** For blocking code between its steps. */
    void checkStop() throws JobStopped;
}
