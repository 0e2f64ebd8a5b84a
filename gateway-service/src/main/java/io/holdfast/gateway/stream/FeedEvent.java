package io.holdfast.gateway.stream;

import io.holdfast.contracts.job.JobEvent;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * An event and its bytes, which are encoded once for all readers. Not thread-safe.
 */
final class FeedEvent {

    private final JobEvent event;
    private @Nullable Buffer jobFrame;
    private @Nullable Buffer logFrame;

    FeedEvent(JobEvent event) {
        this.event = event;
    }

    JobEvent event() {
        return event;
    }

    Buffer frame(boolean asLog) {
        return asLog ? logFrame() : jobFrame();
    }

    private Buffer jobFrame() {
        if (jobFrame == null) {
            jobFrame = Frames.event(event.seq(), "job", event);
        }
        return jobFrame;
    }

    private Buffer logFrame() {
        if (logFrame == null) {
            logFrame = Frames.event(event.seq(), "log", event);
        }
        return logFrame;
    }
}
