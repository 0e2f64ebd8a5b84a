package io.holdfast.gateway.api;

import io.holdfast.contracts.Dashboard;
import io.holdfast.contracts.alert.AlertCounts;
import io.holdfast.contracts.alert.AlertEndpoints;
import io.holdfast.contracts.alert.CountAlerts;
import io.holdfast.contracts.job.CountJobs;
import io.holdfast.contracts.job.JobCounts;
import io.holdfast.contracts.job.JobEndpoints;
import io.holdfast.contracts.protection.ProtectionEndpoints;
import io.holdfast.contracts.protection.SummaryRequest;
import io.holdfast.contracts.protection.VaultSummary;
import io.holdfast.contracts.registration.CountItems;
import io.holdfast.contracts.registration.ItemCount;
import io.holdfast.contracts.registration.RegistrationEndpoints;
import io.holdfast.gateway.http.Answer;
import io.holdfast.gateway.http.ApiHandler;
import io.holdfast.gateway.http.Call;
import io.holdfast.platform.Bus;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The state of everything in numbers, put together from its owners. */
public final class DashboardApi {

    private static final Duration SPAN = Duration.ofHours(24);

    private final Bus bus;
    private final Clock clock;

    public DashboardApi(Bus bus, Clock clock) {
        this.bus = bus;
        this.clock = clock;
    }

    public Map<String, ApiHandler> handlers() {
        return Map.of("getDashboard", this::get, "getVaultDashboard", this::get);
    }

    private Future<Answer> get(Call call) {
        String vault = call.text("vault");
        Instant now = clock.instant();
        Future<VaultSummary> summary = bus.call(ProtectionEndpoints.SUMMARY, new SummaryRequest(vault), call.caller());
        Future<JobCounts> jobs = bus.call(JobEndpoints.COUNT, new CountJobs(vault, now.minus(SPAN)), call.caller());
        Future<ItemCount> items = bus.call(RegistrationEndpoints.COUNT, new CountItems(vault), call.caller());
        Future<@Nullable AlertCounts> alerts = bus.call(AlertEndpoints.COUNT, new CountAlerts(vault), call.caller())
                .<@Nullable AlertCounts>map(counts -> counts)
                .otherwiseEmpty();
        return Future.all(summary, jobs, items, alerts)
                .map(all -> Answer.ok(new Dashboard(
                        vault,
                        summary.result().protectedItems(),
                        items.result().registered(),
                        summary.result().recoveryPoints(),
                        jobs.result(),
                        new Dashboard.Storage(
                                summary.result().logicalBytes(),
                                summary.result().storedBytes()),
                        summary.result().oldestLatestPoint(),
                        alerts.result(),
                        now)));
    }
}
