package io.holdfast.protection;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.job.JobEndpoints;
import io.holdfast.contracts.job.JobSubmission;
import io.holdfast.contracts.job.SubmitJobs;
import io.holdfast.platform.ServiceContext;
import io.vertx.core.Future;
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

    private final ServiceContext context;
    private final JobStore jobs;

    Outbox(ServiceContext context, JobStore jobs) {
        this.context = context;
        this.jobs = jobs;
    }

    /**
     * Fails with {@code JobConflict} only, and then the job's row is gone. When job-service is away the jobs are accepted all the same:
     * the sweep submits them as soon as it is back.
     */
    Future<List<UUID>> submit(List<JobSubmission> submissions, Caller caller) {
        Future<Void> submitted = Future.succeededFuture();
        for (int from = 0; from < submissions.size(); from += BATCH) {
            List<JobSubmission> batch = submissions.subList(from, Math.min(from + BATCH, submissions.size()));
            submitted = submitted.compose(x -> submitBatch(batch, caller));
        }
        return submitted.map(x -> submissions.stream().map(JobSubmission::id).toList());
    }

    private Future<Void> submitBatch(List<JobSubmission> batch, Caller caller) {
        return context.bus()
                .call(JobEndpoints.SUBMIT, new SubmitJobs(List.copyOf(batch)), caller)
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
