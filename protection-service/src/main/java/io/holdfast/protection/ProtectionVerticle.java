package io.holdfast.protection;

import io.holdfast.contracts.job.Operation;
import io.holdfast.platform.JobWorker;
import io.holdfast.platform.Patience;
import io.holdfast.platform.ServiceContext;
import io.holdfast.platform.Transitions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import java.util.Set;

/**
 * Puts the service together.
 */
final class ProtectionVerticle extends VerticleBase {

    private static final Set<Operation> OPERATIONS = Set.of(
            Operation.ConfigureProtection,
            Operation.StopProtection,
            Operation.Backup,
            Operation.Restore,
            Operation.DeleteBackupData);

    private final ServiceContext service;
    private final Claims claims;
    private final Transitions transitions;
    private final VaultRemovals removals;
    private final Pruning pruning;
    private final VaultUpkeep upkeep;
    private final JobWorker worker;
    private final VaultApi vaultApi;
    private final PolicyApi policyApi;
    private final ItemApi itemApi;
    private final DueRuns dueRuns;
    private final PointApi pointApi;
    private final MoverApi moverApi;

    ProtectionVerticle(ServiceContext service) {
        this.service = service;
        var database = service.database();
        var vaults = new VaultStore(database);
        var policies = new PolicyStore(database);
        var items = new ItemStore(database, service.clock());
        var points = new PointStore(database, service.clock());
        var jobs = new JobStore(database);
        var claimStore = new ClaimStore(database);
        var outbox = new Outbox(service, jobs);
        var expiryStore = new ExpiryStore();
        var expiries = new Expiries(service, policies, expiryStore, items);
        var outcomes = new ItemOutcomes(service.bus(), items, policies, points, expiries);
        var ends = new JobEnds(service, jobs, items, outcomes);
        var commands = new ItemCommands(service, items, jobs, outbox, outcomes, ends);
        removals = new VaultRemovals(service, vaults);
        claims = new Claims(service, claimStore);
        var protect = new Protect(service, vaults, policies, claimStore, claims, jobs, outbox, outcomes);
        var freed = new Freed(service, vaults, points);
        var effects = new PolicyEffects(database, items, expiryStore, expiries, freed);
        upkeep = new VaultUpkeep(
                service, vaults, ProtectionConfig.of(service.config()).verifyDays());
        vaultApi = new VaultApi(service, vaults, policies, upkeep);
        policyApi = new PolicyApi(service, vaults, policies, items, effects, jobs, outbox);
        itemApi = new ItemApi(
                service,
                protect,
                vaults,
                policies,
                items,
                new WatchStore(database),
                points,
                expiryStore,
                commands,
                effects,
                freed,
                outcomes);
        dueRuns = new DueRuns(service, policies, new DueStore(), jobs, ends, outbox, outcomes);
        pointApi = new PointApi(service, vaults, items, points, commands, expiries, freed);
        moverApi = new MoverApi(service, vaults, items, points, jobs, claimStore, claims, outcomes, expiries);
        pruning = new Pruning(service, items, points, jobs, expiries, outbox, outcomes);
        transitions = new Transitions(service, OPERATIONS, ends);
        worker = new JobWorker(
                service,
                ProtectionWorker.OPERATIONS,
                ProtectionConfig.of(service.config()).concurrency(),
                new Patience(service.vertx(), new ProtectionWorker(service, items, jobs, outcomes)));
    }

    @Override
    public Future<?> start() {
        var bus = service.bus();
        claims.start();
        removals.start();
        pruning.start();
        upkeep.start();
        return Future.all(List.of(
                        vaultApi.serve(bus),
                        policyApi.serve(bus),
                        itemApi.serve(bus),
                        dueRuns.serve(bus),
                        pointApi.serve(bus),
                        moverApi.serve(bus)))
                .compose(x -> transitions.start())
                .compose(x -> worker.start());
    }

    @Override
    public Future<?> stop() {
        claims.stop();
        removals.stop();
        return worker.stop()
                .eventually(transitions::stop)
                .eventually(pruning::stop)
                .eventually(upkeep::stop);
    }
}
