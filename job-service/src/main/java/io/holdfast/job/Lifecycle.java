package io.holdfast.job;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.job.CompleteJob;
import io.holdfast.contracts.job.Heartbeat;
import io.holdfast.contracts.job.JobError;
import io.holdfast.contracts.job.JobEventType;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.job.Progress;
import io.holdfast.contracts.job.ReleaseJob;
import io.holdfast.contracts.job.SubTask;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of a job. Pure: the time is the database's, tokens come from its sequence.
 * A refused transition throws {@link HoldfastException}; a repeated one changes nothing.
 */
final class Lifecycle {

    static NewEvent queued(TrackedJob job) {
        return NewEvent.of(JobEventType.Queued, job, "Queued");
    }

    static Change lease(TrackedJob job, long token, String worker, Instant now, Instant until) {
        TrackedJob running = job.with(job.state().leased(token, worker, now, until));
        String attempt = running.state().attempt() == 1
                ? "Started"
                : "Started, attempt %d of %d".formatted(running.state().attempt(), job.maxAttempts());
        return new Change(running, List.of(NewEvent.of(JobEventType.Started, running, attempt)));
    }

    static Change cancel(TrackedJob job, String by, Instant now) {
        return switch (job.state().status()) {
            case Queued ->
                end(
                        job,
                        job.state()
                                .ended(
                                        JobStatus.Cancelled,
                                        null,
                                        List.of(),
                                        Map.of(),
                                        job.state().token(),
                                        now),
                        "Cancelled by " + by + " before it was started");
            case InProgress -> {
                TrackedJob cancelling = job.with(job.state().cancelling());
                yield new Change(
                        cancelling,
                        List.of(NewEvent.of(JobEventType.CancelRequested, cancelling, "Cancel requested by " + by)));
            }
            case Cancelling, Cancelled -> Change.none(job);
            case Completed, CompletedWithWarnings, Failed ->
                throw new HoldfastException(
                        ErrorCode.JobNotCancellable,
                        "Job " + job.id() + " has ended: " + job.state().status() + ".");
        };
    }

    /** Whoever asks for the heartbeat of a job must hold it. */
    static Change heartbeat(TrackedJob job, Heartbeat beat, Instant now, Instant until) {
        Change reported = report(job, beat.progress(), beat.subTasks(), beat.messages(), now);
        return new Change(reported.job().with(reported.job().state().extended(until)), reported.events());
    }

    static Change complete(TrackedJob job, CompleteJob end, Instant now) {
        JobState state = job.state();
        if (state.status().isFinal() && state.token() == end.token()) {
            return Change.none(job);
        }
        if (!state.heldBy(end.token())) {
            throw leaseLost(job);
        }
        if (!end.outcome().isFinal()) {
            throw HoldfastException.invalidField("/outcome", "NotFinal", "A job ends in a final status only.");
        }
        if (end.outcome() == JobStatus.Cancelled && state.status() != JobStatus.Cancelling) {
            throw HoldfastException.invalidField("/outcome", "NotRequested", "Nobody asked to cancel this job.");
        }
        Change reported = report(job, end.progress(), end.subTasks(), end.messages(), now);
        JobState ended = reported.job()
                .state()
                .ended(end.outcome(), end.error(), end.warnings(), end.result(), end.token(), now);
        String message = end.error() == null
                ? wording(end.outcome())
                : wording(end.outcome()) + ": " + end.error().message();
        return reported.then(end(reported.job(), ended, message));
    }

    /** An orderly stop of the worker: the attempt does not count. A job that was being cancelled is cancelled by it. */
    static Change release(TrackedJob job, ReleaseJob release, Instant now) {
        JobState state = job.state();
        if (state.token() == release.token()
                && (state.status() == JobStatus.Queued || state.status().isFinal())) {
            return Change.none(job);
        }
        if (!state.heldBy(release.token())) {
            throw leaseLost(job);
        }
        if (state.status() == JobStatus.Cancelling) {
            return cancelled(job, release.token(), "Cancelled; the worker stopped: " + release.reason(), now);
        }
        return requeued(
                job,
                state.attempt() - 1,
                release.token(),
                "Queued again; the worker gave it back: " + release.reason());
    }

    /** {@code fence} is a new token: it shuts out the holder that went silent. */
    static Change lapse(TrackedJob job, long fence, Instant now) {
        JobState state = job.state();
        String silent = "no heartbeat from " + state.worker() + " within the lease";
        if (state.status() == JobStatus.Cancelling) {
            return cancelled(job, fence, "Cancelled; " + silent, now);
        }
        if (state.attempt() < job.maxAttempts()) {
            return requeued(
                    job,
                    state.attempt(),
                    fence,
                    "Queued again; %s (attempt %d of %d)".formatted(silent, state.attempt(), job.maxAttempts()));
        }
        JobError error = new JobError(
                ErrorCode.AttemptsExhausted.name(),
                "Interrupted %d times, the last time by: %s".formatted(state.attempt(), silent),
                null,
                List.of(ErrorCode.AttemptsExhausted.recommendation()));
        return end(
                job,
                state.ended(JobStatus.Failed, error, state.warnings(), Map.of(), fence, now),
                "Failed: " + error.message());
    }

    static HoldfastException leaseLost(TrackedJob job) {
        return new HoldfastException(
                ErrorCode.LeaseLost, "The lease on job " + job.id() + " is not held by this token any more.");
    }

    private static Change report(
            TrackedJob job, @Nullable Progress progress, List<SubTask> subTasks, List<String> messages, Instant now) {
        JobState state = job.state();
        Progress filled = progress == null
                ? null
                : Pace.filled(progress, state.progress(), state.progressAt(), state.startedAt(), now);
        TrackedJob reported = job.with(state.reported(filled, SubTasks.merged(state.subTasks(), subTasks, now), now));
        List<NewEvent> events = new ArrayList<>();
        messages.forEach(message -> events.add(NewEvent.of(JobEventType.Message, reported, message)));
        SubTasks.changed(state.subTasks(), reported.state().subTasks())
                .forEach(task ->
                        events.add(NewEvent.of(JobEventType.SubTask, reported, task.name() + ": " + task.status())));
        return new Change(reported, events);
    }

    private static Change requeued(TrackedJob job, int attempts, long fence, String message) {
        TrackedJob queued = job.with(job.state().queuedAgain(attempts, fence));
        return new Change(queued, List.of(NewEvent.of(JobEventType.Requeued, queued, message)));
    }

    private static Change cancelled(TrackedJob job, long fence, String message, Instant now) {
        JobState state = job.state();
        return end(job, state.ended(JobStatus.Cancelled, null, state.warnings(), state.result(), fence, now), message);
    }

    private static Change end(TrackedJob job, JobState state, String message) {
        TrackedJob ended = job.with(state);
        return new Change(ended, List.of(NewEvent.of(JobEventType.Ended, ended, message)));
    }

    private static String wording(JobStatus outcome) {
        return outcome == JobStatus.CompletedWithWarnings ? "Completed with warnings" : outcome.name();
    }

    private Lifecycle() {}
}
