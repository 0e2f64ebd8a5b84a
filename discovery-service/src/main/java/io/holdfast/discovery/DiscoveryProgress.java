package io.holdfast.discovery;

import io.holdfast.contracts.job.Progress;
import io.holdfast.platform.JobRun;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How far a discovery is: each subscription counts alike, and within one the machines known before are the measure. Thread-safe.
 */
final class DiscoveryProgress {
    private static final int STEP = 100;

    private final JobRun run;
    private final int subscriptions;
    private final Map<String, Double> shares = new ConcurrentHashMap<>();

    DiscoveryProgress(JobRun run, int subscriptions) {
        this.run = run;
        this.subscriptions = subscriptions;
    }

    void found(String subscription, int machines, int expected) {
        if (machines % STEP == 0 && expected > 0) {
            share(subscription, Math.min(0.95, (double) machines / expected));
        }
    }

    void done(String subscription) {
        share(subscription, 1);
    }

    private void share(String subscription, double share) {
        shares.put(subscription, share);
        var all = shares.values().stream().mapToDouble(Double::doubleValue).sum();
        run.progress(new Progress((int) (100 * all / subscriptions), 0, 0, 0, 0, 0, null));
    }
}
