package io.holdfast.protection;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.job.JobEndpoints;
import io.holdfast.contracts.job.JobSubmission;
import io.holdfast.contracts.job.SubmitJobs;
import io.holdfast.platform.ServiceContext;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Submits jobs whose rows are committed.
 */
final class Outbox {

    private static final Logger log = LoggerFactory.getLogger(Outbox.class);
    private static final int BATCH = 500;
    /** Shorter than any caller's: a command that was accepted must not look unanswered because job-service is. */
    private static final Duration DEADLINE = Duration.ofSeconds(3);

    private final ServiceContext context;
    private final JobStore jobs;

    Outbox(ServiceContext context, JobStore jobs) {
        this.context = context;
        this.jobs = jobs;
    }

    /**
     * Fails with {@code JobConflict} only, and then the job's row is gone. When job-service is away the jobs are accepted all the same:
     * the sweep submits them as soon as it is back. Of very many jobs only the first batch is waited for.
     */
    Future<List<UUID>> submit(List<JobSubmission> submissions, Caller caller) {
        List<UUID> ids = submissions.stream().map(JobSubmission::id).toList();
        int first = Math.min(BATCH, submissions.size());
        if (first == 0) {
            return Future.succeededFuture(ids);
        }
        Future<Void> submitted = submitBatch(submissions.subList(0, first), caller);
        submitted.onSuccess(x -> submitRest(submissions.subList(first, submissions.size()), caller));
        return submitted.map(x -> ids);
    }

    private void submitRest(List<JobSubmission> submissions, Caller caller) {
        if (!submissions.isEmpty()) {
            int next = Math.min(BATCH, submissions.size());
            submitBatch(submissions.subList(0, next), caller)
                    .onSuccess(x -> submitRest(submissions.subList(next, submissions.size()), caller));
        }
    }

    /** As {@link #submit}, but each on its own: answers those that another job excludes, whose rows are gone. */
    Future<List<JobSubmission>> submitUnlessExcluded(List<JobSubmission> batch, Caller caller) {
        if (batch.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        return call(batch, caller).map(x -> List.<JobSubmission>of()).recover(refused -> {
            if (batch.size() == 1) {
                return forget(batch).map(x -> batch);
            }
            int half = batch.size() / 2;
            return submitUnlessExcluded(batch.subList(0, half), caller).compose(first -> submitUnlessExcluded(
                            batch.subList(half, batch.size()), caller)
                    .map(rest -> Stream.concat(first.stream(), rest.stream()).toList()));
        });
    }

    private Future<Void> submitBatch(List<JobSubmission> batch, Caller caller) {
        return call(batch, caller).recover(refused -> forget(batch).compose(x -> Future.failedFuture(refused)));
    }

    private Future<?> forget(List<JobSubmission> batch) {
        return Future.all(batch.stream()
                .map(job -> jobs.delete(context.database().pool(), job.id()))
                .toList());
    }

    /** Fails with {@code JobConflict} only. */
    private Future<Void> call(List<JobSubmission> batch, Caller caller) {
        return context.bus()
                .call(JobEndpoints.SUBMIT, new SubmitJobs(List.copyOf(batch)), caller, DEADLINE)
                .<Void>mapEmpty()
                .recover(t -> {
                    if (t instanceof HoldfastException refused && refused.code() == ErrorCode.JobConflict) {
                        return Future.failedFuture(refused);
                    }
                    log.warn("{} jobs could not be submitted yet: {}", batch.size(), t.getMessage());
                    return Future.succeededFuture();
                });
    }
}
