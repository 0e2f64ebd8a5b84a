package io.holdfast.job;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;

/**
 * Gathers what arrives while a transaction is under way into the next one: under load many requests share one commit, alone a request
 * waits for nobody. Thread-safe.
 */
final class GroupCommit<Q, R> {
    private static final int MAX_BATCH = 128;

    private record Waiting<Q, R>(Q request, Promise<R> answer) {}

    private final Queue<Waiting<Q, R>> waiting = new ArrayDeque<>();
    private final Function<List<Q>, Future<List<Future<R>>>> work;
    private boolean busy;

    /** {@code work} answers each request of a batch, in order; when it fails as a whole, all of the batch fail. */
    GroupCommit(Function<List<Q>, Future<List<Future<R>>>> work) {
        this.work = work;
    }

    Future<R> add(Q request) {
        Promise<R> answer = Promise.promise();
        synchronized (this) {
            waiting.add(new Waiting<>(request, answer));
        }
        next();
        return answer.future();
    }

    private void next() {
        List<Waiting<Q, R>> batch = take();
        if (batch.isEmpty()) {
            return;
        }
        work.apply(batch.stream().map(Waiting::request).toList()).onComplete(done -> {
            synchronized (this) {
                busy = false;
            }
            next();
            for (int i = 0; i < batch.size(); i++) {
                if (done.succeeded()) {
                    done.result().get(i).onComplete(batch.get(i).answer());
                } else {
                    batch.get(i).answer().fail(done.cause());
                }
            }
        });
    }

    private synchronized List<Waiting<Q, R>> take() {
        List<Waiting<Q, R>> batch = new ArrayList<>();
        if (!busy) {
            while (batch.size() < MAX_BATCH && !waiting.isEmpty()) {
                batch.add(waiting.remove());
            }
            busy = !batch.isEmpty();
        }
        return batch;
    }
}
