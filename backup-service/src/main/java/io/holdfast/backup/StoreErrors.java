package io.holdfast.backup;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.platform.JobStopped;
import io.holdfast.store.StoreException;
import java.util.concurrent.CancellationException;

/** The failures that may leave the mover. The store's own messages name files of this server, so only their meaning gets out. */
final class StoreErrors {
    private StoreErrors() {}

    /** Anything a run can end with, as something the job can end with. */
    static Throwable typed(Throwable e) {
        if (e instanceof StoreException failure) {
            return typed(failure);
        }
        if (e instanceof CancellationException || e instanceof InterruptedException) {
            JobStopped stopped = new JobStopped();
            stopped.initCause(e);
            return stopped;
        }
        return e;
    }

    static HoldfastException typed(StoreException e) {
        ErrorCode code = code(e);
        return new HoldfastException(code, code.title() + ". " + e.whatToDo(), e);
    }

    private static ErrorCode code(StoreException e) {
        if (e instanceof StoreException.NoSpace) {
            return ErrorCode.VaultFull;
        }
        if (e instanceof StoreException.WrongKey) {
            return ErrorCode.WrongKey;
        }
        if (e instanceof StoreException.Damaged || e instanceof StoreException.NotFound) {
            return ErrorCode.VaultDamaged;
        }
        return ErrorCode.VaultUnavailable;
    }
}
