package io.holdfast.backup;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The data work of one job on threads that all jobs share. A lane repeats its step until nothing is left, and goes to the end of the
 * threads' queue after each one: so jobs and disks take turns, and none of them, however large, holds up another.
 */
final class Lanes {
    private final Executor threads;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private int running;

    /** One piece of work, small enough that nobody minds waiting for it. */
    interface Step {
        /** False when there was nothing left to do. */
        boolean run() throws Exception;
    }

    Lanes(Executor threads) {
        this.threads = threads;
    }

    /** Several lanes that share one step, which so runs up to {@code width} times at once. */
    void start(int width, Step step) {
        for (int i = 0; i < width; i++) {
            synchronized (this) {
                running++;
            }
            submit(step);
        }
    }

    /** No lane begins another step. */
    void fail(Throwable e) {
        failure.compareAndSet(null, e);
    }

    private void submit(Step step) {
        try {
            threads.execute(() -> turn(step));
        } catch (RuntimeException rejected) {
            failure.compareAndSet(null, rejected);
            end();
        }
    }

    private void turn(Step step) {
        boolean more = false;
        try {
            more = failure.get() == null && step.run();
        } catch (Throwable e) {
            failure.compareAndSet(null, e);
        }
        if (more) {
            submit(step);
        } else {
            end();
        }
    }

    private synchronized void end() {
        running--;
        notifyAll();
    }

    /**
     * Waits until every lane has ended, also when one has failed or this thread is interrupted: what they work on is closed after that.
     * Then throws the first failure as it was.
     */
    void await() throws Exception {
        boolean interrupted = false;
        synchronized (this) {
            while (running > 0) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                    failure.compareAndSet(null, e);
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        Throwable e = failure.get();
        if (e instanceof Exception exception) {
            throw exception;
        }
        if (e instanceof Error error) {
            throw error;
        }
    }
}
