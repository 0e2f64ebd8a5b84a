package io.holdfast.platform;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.job.CompleteJob;
import io.holdfast.contracts.job.Heartbeat;
import io.holdfast.contracts.job.JobWarning;
import io.holdfast.contracts.job.Lease;
import io.holdfast.contracts.job.Progress;
import io.holdfast.contracts.job.SubTask;
import io.holdfast.contracts.job.SubTaskStatus;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A lease being worked on: what its handler has to say, until a heartbeat or the completion takes it along, and why it should stop.
 */
final class ActiveJob implements JobRun {

    /** Bounds what a chatty job can pile up while job-service is away. */
    private static final int MAX_PENDING_MESSAGES = 1_000;

    private final Lease lease;
    private final Clock clock;
    private final ProgressMeter meter = new ProgressMeter();
    private final Map<String, SubTask> subTasks = new LinkedHashMap<>();
    private final List<String> messages = new ArrayList<>();
    private final List<JobWarning> warnings = new ArrayList<>();
    private final List<Runnable> stopActions = new ArrayList<>();
    private @Nullable Progress progress;
    private boolean changed;
    private boolean cancelRequested;
    private boolean leaseLost;
    private boolean shuttingDown;
    private boolean handled;

    // touched by the worker's context only
    private long leasedUntilNanos;
    private long lastBeatNanos;
    private Future<Void> ended = Future.succeededFuture();

    ActiveJob(Lease lease, Clock clock, long leasedUntilNanos) {
        this.lease = lease;
        this.clock = clock;
        this.leasedUntilNanos = leasedUntilNanos;
        this.cancelRequested = lease.cancelRequested();
    }

    // what the handler calls ---------------------------------------------------------------------

    @Override
    public Lease lease() {
        return lease;
    }

    @Override
    public <T> T params(Class<T> type) {
        return Json.from(lease.params(), type);
    }

    @Override
    public Caller caller() {
        return new Caller(lease.createdBy());
    }

    @Override
    public synchronized void progress(Progress next) {
        progress = meter.fill(next, System.nanoTime());
        changed = true;
    }

    @Override
    public synchronized void subTask(String name, SubTaskStatus status) {
        Instant now = clock.instant();
        SubTask before = subTasks.get(name);
        Instant started = before == null ? null : before.startedAt();
        if (started == null && status != SubTaskStatus.NotStarted && status != SubTaskStatus.Skipped) {
            started = now;
        }
        boolean over = status != SubTaskStatus.NotStarted && status != SubTaskStatus.InProgress;
        subTasks.put(name, new SubTask(name, status, started, over ? now : null));
        changed = true;
    }

    @Override
    public synchronized void log(String message) {
        if (messages.size() < MAX_PENDING_MESSAGES) {
            messages.add(message);
            changed = true;
        }
    }

    @Override
    public synchronized void warn(String code, String message) {
        warnings.add(new JobWarning(code, message));
    }

    @Override
    public synchronized boolean stopRequested() {
        return cancelRequested || leaseLost || shuttingDown;
    }

    @Override
    public synchronized boolean leaseLost() {
        return leaseLost;
    }

    @Override
    public void onStop(Runnable action) {
        synchronized (this) {
            if (!stopRequested()) {
                stopActions.add(action);
                return;
            }
        }
        action.run();
    }

    @Override
    public void checkStop() {
        if (stopRequested()) {
            throw new JobStopped();
        }
    }

    // what the worker calls ----------------------------------------------------------------------

    void cancel() {
        stop(() -> cancelRequested = true);
    }

    void lose() {
        stop(() -> leaseLost = true);
    }

    void shutDown() {
        stop(() -> shuttingDown = true);
    }

    private void stop(Runnable mark) {
        List<Runnable> actions;
        synchronized (this) {
            mark.run();
            actions = List.copyOf(stopActions);
            stopActions.clear();
        }
        actions.forEach(Runnable::run);
    }

    synchronized boolean cancelRequested() {
        return cancelRequested;
    }

    synchronized boolean shuttingDown() {
        return shuttingDown;
    }

    synchronized boolean changed() {
        return changed && !handled;
    }

    /** What has come up since the last one. The completion says the rest, so a handled job's heartbeat only holds the lease. */
    synchronized Heartbeat takeHeartbeat() {
        if (handled) {
            return new Heartbeat(lease.job(), lease.token(), null, List.of(), List.of());
        }
        Heartbeat heartbeat = new Heartbeat(
                lease.job(), lease.token(), progress, List.copyOf(subTasks.values()), List.copyOf(messages));
        messages.clear();
        changed = false;
        return heartbeat;
    }

    /** Nobody has heard it: its messages come with the next one. */
    synchronized void putBack(Heartbeat heartbeat) {
        messages.addAll(0, heartbeat.messages());
        changed = true;
    }

    synchronized void handled() {
        handled = true;
    }

    synchronized boolean isHandled() {
        return handled;
    }

    synchronized boolean hasWarnings() {
        return !warnings.isEmpty();
    }

    synchronized CompleteJob completion(JobOutcome outcome) {
        SubTaskStatus left =
                switch (outcome.status()) {
                    case Failed -> SubTaskStatus.Failed;
                    case Cancelled -> SubTaskStatus.Skipped;
                    default -> SubTaskStatus.Completed;
                };
        List.copyOf(subTasks.values()).stream()
                .filter(task -> task.status() == SubTaskStatus.InProgress)
                .forEach(task -> subTask(task.name(), left));
        return new CompleteJob(
                lease.job(),
                lease.token(),
                outcome.status(),
                outcome.error(),
                List.copyOf(warnings),
                outcome.result(),
                progress,
                List.copyOf(subTasks.values()),
                List.copyOf(messages));
    }

    long leasedUntilNanos() {
        return leasedUntilNanos;
    }

    void extendLease(long untilNanos) {
        leasedUntilNanos = untilNanos;
    }

    long lastBeatNanos() {
        return lastBeatNanos;
    }

    void beaten(long nanos) {
        lastBeatNanos = nanos;
    }

    Future<Void> ended() {
        return ended;
    }

    void endsWith(Future<Void> end) {
        this.ended = end;
    }
}
