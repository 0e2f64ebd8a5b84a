package io.holdfast.gateway;

import static io.holdfast.gateway.Samples.*;
import static io.holdfast.gateway.Samples.ALERT;
import static io.holdfast.gateway.Samples.DELIVERY;
import static io.holdfast.gateway.Samples.NOTIFICATIONS;

import io.holdfast.contracts.Ack;
import io.holdfast.contracts.Caller;
import io.holdfast.contracts.Endpoint;
import io.holdfast.contracts.JobRefs;
import io.holdfast.contracts.alert.AlertCounts;
import io.holdfast.contracts.alert.AlertEndpoints;
import io.holdfast.contracts.alert.AlertItemPage;
import io.holdfast.contracts.alert.AlertPage;
import io.holdfast.contracts.alert.DeliveryPage;
import io.holdfast.contracts.alert.NotificationChannel;
import io.holdfast.contracts.alert.NotificationTest;
import io.holdfast.contracts.discovery.DiscoveryEndpoints;
import io.holdfast.contracts.discovery.MachinePage;
import io.holdfast.contracts.discovery.SubscriptionCheck;
import io.holdfast.contracts.discovery.SubscriptionPage;
import io.holdfast.contracts.job.JobCounts;
import io.holdfast.contracts.job.JobEndpoints;
import io.holdfast.contracts.job.JobPage;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.job.Operation;
import io.holdfast.contracts.protection.ItemAction;
import io.holdfast.contracts.protection.PolicyChange;
import io.holdfast.contracts.protection.PolicyPage;
import io.holdfast.contracts.protection.PolicyPreview;
import io.holdfast.contracts.protection.ProtectedItemPage;
import io.holdfast.contracts.protection.ProtectionEndpoints;
import io.holdfast.contracts.protection.RecoveryPointPage;
import io.holdfast.contracts.protection.VaultPage;
import io.holdfast.contracts.protection.VaultSummary;
import io.holdfast.contracts.registration.ItemCount;
import io.holdfast.contracts.registration.RegisteredItemPage;
import io.holdfast.contracts.registration.RegistrationEndpoints;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * All services but the job service's live side, answering with {@link Samples} and remembering what they were asked.
 */
final class FakeServices {

    private final TestGateway gateway;
    private final Map<String, Object> last = new ConcurrentHashMap<>();
    private volatile Caller lastCaller = new Caller("nobody");

    FakeServices(TestGateway gateway) {
        this.gateway = gateway;
        discovery();
        registration();
        protection();
        points();
        jobs();
        alerts();
    }

    /** What the endpoint was last asked. */
    <Q, R> Q last(Endpoint<Q, R> endpoint) {
        return endpoint.request().cast(last.get(endpoint.address()));
    }

    Caller lastCaller() {
        return lastCaller;
    }

    private <Q, R> void on(Endpoint<Q, R> endpoint, Function<Q, R> answer) {
        gateway.serve(endpoint, (request, caller) -> {
            last.put(endpoint.address(), request);
            lastCaller = caller;
            return Future.succeededFuture(answer.apply(request));
        });
    }

    private void discovery() {
        on(DiscoveryEndpoints.SUBSCRIPTION_CREATE, q -> SUBSCRIPTION);
        on(DiscoveryEndpoints.SUBSCRIPTION_GET, q -> SUBSCRIPTION);
        on(DiscoveryEndpoints.SUBSCRIPTION_LIST, q -> new SubscriptionPage(List.of(SUBSCRIPTION), "next"));
        on(DiscoveryEndpoints.SUBSCRIPTION_CHANGE, q -> SUBSCRIPTION);
        on(DiscoveryEndpoints.SUBSCRIPTION_DELETE, q -> new Ack());
        on(
                DiscoveryEndpoints.SUBSCRIPTION_CHECK,
                q -> new SubscriptionCheck(
                        false,
                        List.of(new SubscriptionCheck.Finding(false, "folder", "It is missing.", "Create it."))));
        on(DiscoveryEndpoints.DISCOVER, q -> ONE_JOB);
        on(ProtectionEndpoints.VAULT_PRUNE, q -> ONE_JOB);
        on(ProtectionEndpoints.VAULT_VERIFY, q -> ONE_JOB);
        on(DiscoveryEndpoints.MACHINE_LIST, q -> new MachinePage(List.of(SAMPLE_MACHINE), null));
        on(DiscoveryEndpoints.ELIGIBILITY, q -> ELIGIBILITY);
    }

    private void registration() {
        on(RegistrationEndpoints.REGISTER, q -> new JobRefs(q.machineIds()));
        on(RegistrationEndpoints.UNREGISTER, q -> ONE_JOB);
        on(RegistrationEndpoints.LIST, q -> new RegisteredItemPage(List.of(REGISTERED), null));
        on(RegistrationEndpoints.GET, q -> REGISTERED);
        on(RegistrationEndpoints.COUNT, q -> new ItemCount(5));
    }

    private void protection() {
        on(ProtectionEndpoints.VAULT_CREATE, q -> VAULT);
        on(ProtectionEndpoints.VAULT_GET, q -> VAULT);
        on(ProtectionEndpoints.VAULT_LIST, q -> new VaultPage(List.of(VAULT), null));
        on(ProtectionEndpoints.VAULT_DELETE, q -> new Ack());
        on(ProtectionEndpoints.POLICY_CREATE, q -> POLICY);
        on(ProtectionEndpoints.POLICY_GET, q -> POLICY);
        on(ProtectionEndpoints.POLICY_LIST, q -> new PolicyPage(List.of(POLICY), null));
        on(
                ProtectionEndpoints.POLICY_CHANGE,
                q -> q.dryRun()
                        ? new PolicyChange(null, List.of(), DRY_RUN)
                        : new PolicyChange(POLICY, List.of(JOB), null));
        on(ProtectionEndpoints.POLICY_DELETE, q -> new Ack());
        on(
                ProtectionEndpoints.POLICY_PREVIEW,
                q -> new PolicyPreview(List.of(new PolicyPreview.Run(NOW, NOW.plusSeconds(60), "Daily"))));
        on(ProtectionEndpoints.PROTECT, q -> ONE_JOB);
        on(ProtectionEndpoints.ITEM_LIST, q -> new ProtectedItemPage(List.of(PROTECTED), null));
        on(ProtectionEndpoints.ITEM_GET, q -> PROTECTED);
        on(ProtectionEndpoints.SWITCH_POLICY, q -> action(q.dryRun()));
        on(ProtectionEndpoints.STOP, q -> action(q.dryRun()));
        on(ProtectionEndpoints.RESUME, q -> action(false));
        on(ProtectionEndpoints.POLICY_PAUSE, q -> Samples.POLICY);
        on(ProtectionEndpoints.ITEM_PAUSE, q -> Samples.PROTECTED);
        on(ProtectionEndpoints.UNDELETE, q -> PROTECTED);
        on(ProtectionEndpoints.PURGE, q -> ONE_JOB);
        on(ProtectionEndpoints.BACKUP_NOW, q -> ONE_JOB);
        on(ProtectionEndpoints.SUMMARY, q -> new VaultSummary(4, 9, 100, 50, NOW));
    }

    private static ItemAction action(boolean dryRun) {
        return dryRun ? new ItemAction(List.of(), DRY_RUN) : new ItemAction(List.of(JOB), null);
    }

    private void points() {
        on(ProtectionEndpoints.POINT_LIST, q -> new RecoveryPointPage(List.of(SAMPLE_POINT), null));
        on(ProtectionEndpoints.POINT_GET, q -> SAMPLE_POINT);
        on(ProtectionEndpoints.POINT_DELETE, q -> action(q.dryRun()));
        on(ProtectionEndpoints.POINT_UNDELETE, q -> SAMPLE_POINT);
        on(ProtectionEndpoints.POINT_RETAIN, q -> SAMPLE_POINT);
        on(ProtectionEndpoints.RESTORE, q -> ONE_JOB);
        on(ProtectionEndpoints.RESTORE_PREVIEW, q -> PREVIEW);
    }

    private void alerts() {
        on(AlertEndpoints.LIST, q -> new AlertPage(List.of(ALERT), null));
        on(AlertEndpoints.GET, q -> ALERT);
        on(AlertEndpoints.ITEMS, q -> new AlertItemPage(ALERT.items(), "next"));
        on(AlertEndpoints.ACKNOWLEDGE, q -> ALERT);
        on(AlertEndpoints.RESOLVE, q -> ALERT);
        on(AlertEndpoints.COUNT, q -> new AlertCounts(1, 2, 3));
        on(AlertEndpoints.NOTIFICATIONS_GET, q -> NOTIFICATIONS);
        on(AlertEndpoints.NOTIFICATIONS_CHANGE, q -> NOTIFICATIONS);
        on(
                AlertEndpoints.NOTIFICATIONS_TEST,
                q -> new NotificationTest(
                        false,
                        List.of(new NotificationTest.Outcome(
                                NotificationChannel.Webhook, "https://a", false, "Answered 500"))));
        on(AlertEndpoints.DELIVERIES, q -> new DeliveryPage(List.of(DELIVERY), null));
    }

    private void jobs() {
        on(
                JobEndpoints.LIST,
                q -> new JobPage(List.of(FakeJobs.job(JOB, "home", Operation.Backup, JobStatus.Failed)), null));
        on(JobEndpoints.CANCEL, q -> FakeJobs.job(q.id(), "home", Operation.Backup, JobStatus.Cancelling));
        on(JobEndpoints.COUNT, q -> new JobCounts(1, 2, 3, 4, 5, 6));
    }
}
