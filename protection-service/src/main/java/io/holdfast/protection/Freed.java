package io.holdfast.protection;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.DryRun;
import io.holdfast.contracts.backup.BackupEndpoints;
import io.holdfast.contracts.backup.FreedBytes;
import io.holdfast.contracts.backup.MeasureFreed;
import io.holdfast.contracts.backup.PointRef;
import io.holdfast.platform.ServiceContext;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much of a vault really becomes free when points go. They share data with others, so the mover works it out from the
 * vault's block maps; when it cannot in time, the answer is what the catalogue has, and says so.
 */
final class Freed {

    private static final Logger log = LoggerFactory.getLogger(Freed.class);

    /** Within what the gateway waits for a dry run. */
    private static final Duration DEADLINE = Duration.ofSeconds(15);

    private final ServiceContext context;
    private final VaultStore vaults;
    private final PointStore points;

    Freed(ServiceContext context, VaultStore vaults, PointStore points) {
        this.context = context;
        this.vaults = vaults;
        this.points = points;
    }

    Future<DryRun> measured(String vault, Losses losses, String... effects) {
        DryRun estimated = losses.dryRun(effects);
        List<PointRef> going = losses.points();
        if (going.isEmpty() || going.size() > MeasureFreed.MAX_POINTS) {
            return Future.succeededFuture(estimated);
        }
        return measure(vault, going)
                .map(freed -> new DryRun(
                        estimated.recoveryPoints(),
                        estimated.recoveryPointCount(),
                        freed.bytes(),
                        true,
                        estimated.effects()))
                .recover(t -> {
                    log.warn(
                            "What {} points of vault {} would free is not known: {}",
                            going.size(),
                            vault,
                            t.toString());
                    return Future.succeededFuture(estimated);
                });
    }

    private Future<FreedBytes> measure(String vault, List<PointRef> going) {
        return vaults.get(vault).compose(it -> points.goingAnyway(vault, MeasureFreed.MAX_POINTS)
                .compose(gone -> context.bus()
                        .call(
                                BackupEndpoints.MEASURE_FREED,
                                new MeasureFreed(it, going, gone),
                                Caller.service(context.service()),
                                DEADLINE)));
    }
}
