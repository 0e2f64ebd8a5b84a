package io.holdfast.contracts.discovery;

import io.holdfast.contracts.Ack;
import io.holdfast.contracts.Endpoint;
import io.holdfast.contracts.JobRefs;

/**
 * What discovery-service serves.
 */
public final class DiscoveryEndpoints {
    public static final Endpoint<NewSubscription, Subscription> SUBSCRIPTION_CREATE =
            Endpoint.once("discovery.subscription.create.v1", NewSubscription.class, Subscription.class);
    public static final Endpoint<SubscriptionName, Subscription> SUBSCRIPTION_GET =
            Endpoint.idempotent("discovery.subscription.get.v1", SubscriptionName.class, Subscription.class);
    public static final Endpoint<ListSubscriptions, SubscriptionPage> SUBSCRIPTION_LIST =
            Endpoint.idempotent("discovery.subscription.list.v1", ListSubscriptions.class, SubscriptionPage.class);
    public static final Endpoint<ChangeSubscription, Subscription> SUBSCRIPTION_CHANGE =
            Endpoint.once("discovery.subscription.change.v1", ChangeSubscription.class, Subscription.class);
    public static final Endpoint<SubscriptionName, Ack> SUBSCRIPTION_DELETE =
            Endpoint.once("discovery.subscription.delete.v1", SubscriptionName.class, Ack.class);
    public static final Endpoint<SubscriptionName, SubscriptionCheck> SUBSCRIPTION_CHECK =
            Endpoint.idempotent("discovery.subscription.check.v1", SubscriptionName.class, SubscriptionCheck.class);
    /** As {@link #SUBSCRIPTION_CHECK}, for watchmen: gives the place half a minute. */
    public static final Endpoint<SubscriptionName, SubscriptionCheck> SUBSCRIPTION_PROBE =
            Endpoint.once("discovery.subscription.probe.v1", SubscriptionName.class, SubscriptionCheck.class);
    /** 409 {@code DiscoveryInProgress} while one of the vault runs. */
    public static final Endpoint<StartDiscovery, JobRefs> DISCOVER =
            Endpoint.once("discovery.discover.v1", StartDiscovery.class, JobRefs.class);

    public static final Endpoint<ListMachines, MachinePage> MACHINE_LIST =
            Endpoint.idempotent("discovery.machine.list.v1", ListMachines.class, MachinePage.class);
    public static final Endpoint<MachineIds, Machines> MACHINES =
            Endpoint.idempotent("discovery.machine.get-many.v1", MachineIds.class, Machines.class);
    public static final Endpoint<EligibilityRequest, Eligibility> ELIGIBILITY =
            Endpoint.idempotent("discovery.machine.eligibility.v1", EligibilityRequest.class, Eligibility.class);

    // for other services
    public static final Endpoint<ClaimMachines, Machines> CLAIM =
            Endpoint.idempotent("discovery.machine.claim.v1", ClaimMachines.class, Machines.class);
    /** Answers or refuses exactly as {@link #CLAIM} would, and ties nothing. */
    public static final Endpoint<ClaimMachines, Machines> CLAIM_CHECK =
            Endpoint.idempotent("discovery.machine.claim-check.v1", ClaimMachines.class, Machines.class);

    public static final Endpoint<ReleaseMachines, Ack> RELEASE =
            Endpoint.idempotent("discovery.machine.release.v1", ReleaseMachines.class, Ack.class);
    public static final Endpoint<MachineId, MachineConnection> CONNECTION =
            Endpoint.idempotent("discovery.machine.connection.v1", MachineId.class, MachineConnection.class);

    private DiscoveryEndpoints() {}
}
