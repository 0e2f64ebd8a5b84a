package io.holdfast.gateway.stream;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.job.EventLog;
import io.holdfast.contracts.job.JobEndpoints;
import io.holdfast.contracts.job.JobEvent;
import io.holdfast.contracts.job.JobId;
import io.holdfast.contracts.job.JobLogRequest;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.gateway.http.Call;
import io.holdfast.platform.Bus;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job's log, first as it stands, then as it grows. What was committed before the reading began is in the reading, the rest comes through
 * the feed; what is in both is told apart by its number.
 */
final class JobLogStream {

    private static final int PAGE = 500;

    private final Bus bus;
    private final StreamHub hub;

    JobLogStream(Bus bus, StreamHub hub) {
        this.bus = bus;
        this.hub = hub;
    }

    Future<Void> open(Call call, RoutingContext ctx) {
        UUID id = call.id("job");
        long after = after(call);
        return hub.admit()
                .compose(x -> hub.follower().catchUp())
                .compose(x -> bus.call(JobEndpoints.GET, new JobId(id), call.caller()))
                .compose(job -> {
                    long known = hub.feed().newest();
                    return page(id, after).map(page -> {
                        SseStream stream = hub.open(ctx.response(), StreamFilter.ofLog(id));
                        stream.begin(ctx.request().version());
                        JobStatus end = job.status().isFinal() ? job.status() : null;
                        copy(stream, id, end, page, Math.max(after, 0), known).onFailure(t -> stream.close());
                        return null;
                    });
                });
    }

    private static long after(Call call) {
        String last = StreamStart.lastEventId(call);
        return last != null && last.matches("\\d{1,18}") ? Long.parseLong(last) : call.number("after");
    }

    private Future<EventLog> page(UUID job, long after) {
        return bus.call(JobEndpoints.LOG, new JobLogRequest(job, after, PAGE), Caller.service("gateway"));
    }

    /** {@code end}: how the job has ended, as far as the job itself or a line that was read says so. */
    private Future<Void> copy(
            SseStream stream, UUID job, @Nullable JobStatus end, EventLog page, long last, long known) {
        Buffer frames = Buffer.buffer();
        long reached = last;
        JobStatus ended = end;
        for (JobEvent event : page.events()) {
            frames.appendBuffer(Frames.event(event.seq(), "log", event));
            reached = event.seq();
            if (event.isTransition() && event.status().isFinal()) {
                ended = event.status();
            }
        }
        long read = reached;
        JobStatus status = ended;
        Future<Void> written = frames.length() == 0 ? Future.succeededFuture() : stream.write(frames);
        return written.compose(x -> {
            if (page.events().size() == PAGE) {
                return page(job, read).compose(next -> copy(stream, job, status, next, read, known));
            }
            if (status != null) {
                stream.endAfter(known, job, status);
            }
            stream.follow(Math.max(read, known));
            return Future.succeededFuture();
        });
    }
}
