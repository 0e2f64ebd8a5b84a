package io.holdfast.backup;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.protection.CommitPoint;
import io.holdfast.contracts.protection.KnownPoints;
import io.holdfast.contracts.protection.ProtectionEndpoints;
import io.holdfast.contracts.protection.RecoveryPoint;
import io.holdfast.platform.JobRun;
import io.holdfast.store.VaultStore;
import java.util.List;
import java.util.UUID;

/**
 * The step that makes a durable manifest a recovery point. The catalogue alone decides: a manifest is deleted here only while the
 * catalogue has not been asked, or has refused it for good. What stays undecided is left, with its row in {@code work}, to
 * {@link Leftovers}.
 */
final class Commit {
    private final Mover mover;
    private final JobRun run;
    private final VaultStore store;
    private final UUID item;
    private final UUID point;
    private State state = State.NotAsked;

    private enum State {
        NotAsked,
        Undecided,
        Refused,
        Committed
    }

    Commit(Mover mover, JobRun run, VaultStore store, UUID item, UUID point) {
        this.mover = mover;
        this.run = run;
        this.store = store;
        this.item = item;
        this.point = point;
    }

    /** A user's cancel comes too late from here on; only a lost lease ends the attempts to reach the catalogue. */
    void run(CommitPoint request) {
        if (!Await.result(mover.work().committing(request.job(), request.token()))) {
            throw new HoldfastException(ErrorCode.LeaseLost, "The job was given up for dead and cleaned up.");
        }
        state = State.Undecided;
        try {
            mover.calls().call(ProtectionEndpoints.COMMIT_POINT, request, run::leaseLost);
        } catch (HoldfastException refusal) {
            if (refusal.code() == ErrorCode.ServiceUnavailable || refusal.code() == ErrorCode.Internal) {
                throw refusal;
            }
            // an earlier try may have arrived although its answer got lost
            if (!known(request.point())) {
                state = State.Refused;
                throw refusal;
            }
        }
        state = State.Committed;
    }

    private boolean known(RecoveryPoint asked) {
        KnownPoints points = new KnownPoints(asked.vault(), List.of(point));
        return mover.calls()
                .call(ProtectionEndpoints.KNOWN_POINTS, points, run::leaseLost)
                .points()
                .contains(point);
    }

    /** The end of the run, whatever it was: removes a manifest that is not to be. Returns whether nothing is left to clean up. */
    boolean settled() {
        if (state == State.NotAsked || state == State.Refused) {
            store.deletePoint(item, point);
        }
        return state != State.Undecided;
    }
}
