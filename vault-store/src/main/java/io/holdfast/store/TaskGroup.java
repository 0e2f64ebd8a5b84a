package io.holdfast.store;

/** Counts tasks under way, so that somebody can wait for the last. */
final class TaskGroup {
    private int running;

    synchronized void begin() {
        running++;
    }

    synchronized void end() {
        running--;
        if (running == 0) {
            notifyAll();
        }
    }

    synchronized void await() throws InterruptedException {
        while (running > 0) {
            wait();
        }
    }

    /** For clean-up, which must not be cut short; the interrupt is kept for later. */
    synchronized void awaitUninterruptibly() {
        boolean interrupted = false;
        while (running > 0) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
