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

    private Future<Void> submitBatch(List<JobSubmission> batch, Caller caller) {
        return context.bus()
                .call(JobEndpoints.SUBMIT, new SubmitJobs(List.copyOf(batch)), caller, DEADLINE)
                .<Void>mapEmpty()
                .recover(t -> {
                    if (t instanceof HoldfastException refused && refused.code() == ErrorCode.JobConflict) {
                        return Future.all(batch.stream()
                                        .map(job ->
                                                jobs.delete(context.database().pool(), job.id()))
                                        .toList())
                                .compose(x -> Future.failedFuture(refused));
                    }
                    log.warn("{} jobs could not be submitted yet: {}", batch.size(), t.getMessage());
                    return Future.succeededFuture();
                });
    }
}
