package io.holdfast.job;

import io.holdfast.contracts.job.Operation;
import io.holdfast.platform.Config;
import java.time.Duration;
import java.util.Map;

/**
 * Section {@code job} of the configuration; seconds and days may have fractions.
 *
 * @param leaseSeconds how long a worker may be silent
 * @param sweepSeconds how often a replica looks for lapsed leases
 * @param maxAttempts how often a job may be started; at least 1
 * @param perSubscription backups and restores that run at the same time on machines of one subscription
 * @param perCloudService backups and restores that run at the same time on machines of one cloud service, the host of many
 * @param perWorker backups and restores that one worker runs at the same time
 * @param logDays how long lines of the event log are kept
 * @param jobDays how long jobs are kept after their end; not shorter than their lines
 */
record JobConfig(
        double leaseSeconds,
        double sweepSeconds,
        Map<Operation, Integer> maxAttempts,
        int perSubscription,
        int perCloudService,
        int perWorker,
        double logDays,
        double jobDays) {

    private static final int DEFAULT_ATTEMPTS = 3;

    JobConfig {
        Config.require(leaseSeconds > 0, "leaseSeconds", "must be above 0");
        Config.require(sweepSeconds > 0, "sweepSeconds", "must be above 0");
        maxAttempts.forEach((operation, attempts) ->
                Config.require(attempts >= 1, "maxAttempts." + operation, "must be at least 1"));
        Config.require(perSubscription >= 1, "perSubscription", "must be at least 1");
        Config.require(perCloudService >= 1, "perCloudService", "must be at least 1");
        Config.require(perWorker >= 1, "perWorker", "must be at least 1");
        Config.require(logDays > 0, "logDays", "must be above 0");
        Config.require(jobDays >= logDays, "jobDays", "must not be below logDays");
    }

    Duration lease() {
        return seconds(leaseSeconds);
    }

    Duration sweep() {
        return seconds(sweepSeconds);
    }

    Duration logKept() {
        return seconds(logDays * 86_400);
    }

    Duration jobsKept() {
        return seconds(jobDays * 86_400);
    }

    LeaseStore.Limits limits() {
        return new LeaseStore.Limits(perSubscription, perCloudService, perWorker);
    }

    int attempts(Operation operation) {
        return maxAttempts.getOrDefault(operation, DEFAULT_ATTEMPTS);
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.max(1, Math.round(seconds * 1000)));
    }
}
