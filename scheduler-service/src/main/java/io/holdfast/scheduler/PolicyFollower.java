package io.holdfast.scheduler;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.PageRequest;
import io.holdfast.contracts.protection.PolicySchedule;
import io.holdfast.contracts.protection.ProtectionEndpoints;
import io.holdfast.platform.ServiceContext;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a row for each policy that protection-service has, by reading all of them. A policy that cannot be followed holds up no other.
 */
final class PolicyFollower {

    private static final Logger log = LoggerFactory.getLogger(PolicyFollower.class);

    private final ServiceContext context;
    private final SchedulerStore store;

    PolicyFollower(ServiceContext context, SchedulerStore store) {
        this.context = context;
        this.store = store;
    }

    Future<Void> followAll() {
        Set<SchedulerStore.Key> seen = new HashSet<>();
        return follow(null, seen).compose(x -> store.keepOnly(seen));
    }

    private Future<Void> follow(@Nullable String cursor, Set<SchedulerStore.Key> seen) {
        PageRequest page = new PageRequest(PageRequest.MAX_LIMIT, cursor);
        return context.bus()
                .call(ProtectionEndpoints.POLICY_SCHEDULES, page, Caller.service(context.service()))
                .compose(policies -> {
                    List<SchedulerStore.Key> keys = policies.items().stream()
                            .map(SchedulerStore.Key::of)
                            .toList();
                    seen.addAll(keys);
                    return store.find(keys)
                            .compose(known -> each(news(policies.items(), known)))
                            .compose(x -> policies.nextCursor() == null
                                    ? Future.succeededFuture()
                                    : follow(policies.nextCursor(), seen));
                });
    }

    private static List<PolicySchedule> news(List<PolicySchedule> policies, Map<SchedulerStore.Key, PolicyRun> known) {
        List<PolicySchedule> news = new ArrayList<>();
        for (PolicySchedule policy : policies) {
            PolicyRun run = known.get(SchedulerStore.Key.of(policy));
            if (run == null || run.isOlderThan(policy)) {
                news.add(policy);
            }
        }
        return news;
    }

    private Future<Void> each(List<PolicySchedule> news) {
        Future<Void> all = Future.succeededFuture();
        for (PolicySchedule policy : news) {
            all = all.compose(x -> follow(policy));
        }
        return all;
    }

    private Future<Void> follow(PolicySchedule policy) {
        return Future.succeededFuture().compose(x -> store.follow(policy)).recover(t -> {
            log.warn("Policy {} of vault {} cannot be followed yet", policy.policy(), policy.vault(), t);
            return Future.succeededFuture();
        });
    }
}
