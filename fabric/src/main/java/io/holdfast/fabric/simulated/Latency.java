package io.holdfast.fabric.simulated;

import java.util.concurrent.CancellationException;

/** What a hypervisor far away would cost. */
record Latency(long millis) {
    void pass() {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        }
    }
}
