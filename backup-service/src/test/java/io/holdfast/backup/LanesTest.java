package io.holdfast.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LanesTest {
    @Test
    void two_jobs_on_one_thread_take_turns() throws Exception {
        Queue<Runnable> thread = new ArrayDeque<>();
        List<String> order = new ArrayList<>();
        Lanes one = new Lanes(thread::add);
        Lanes two = new Lanes(thread::add);
        one.start(1, steps("one", 3, order));
        two.start(1, steps("two", 3, order));

        while (!thread.isEmpty()) {
            thread.remove().run();
        }
        one.await();
        two.await();

        assertThat(order).containsExactly("one", "two", "one", "two", "one", "two");
    }

    @Test
    void the_first_failure_ends_every_lane_and_comes_out_as_it_was() {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            AtomicInteger running = new AtomicInteger();
            Lanes lanes = new Lanes(threads);
            IllegalStateException failure = new IllegalStateException("disk on fire");
            AtomicInteger steps = new AtomicInteger();
            lanes.start(4, () -> {
                running.incrementAndGet();
                try {
                    if (steps.incrementAndGet() == 50) {
                        throw failure;
                    }
                    return true;
                } finally {
                    running.decrementAndGet();
                }
            });

            assertThatThrownBy(lanes::await).isSameAs(failure);
            assertThat(running).hasValue(0);
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void lanes_that_somebody_gives_up_are_waited_for_all_the_same() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(1);
        try {
            CountDownLatch stepping = new CountDownLatch(1);
            CountDownLatch go = new CountDownLatch(1);
            AtomicInteger steps = new AtomicInteger();
            Lanes lanes = new Lanes(threads);
            lanes.start(1, () -> {
                stepping.countDown();
                go.await();
                steps.incrementAndGet();
                return true;
            });
            stepping.await();
            IllegalStateException why = new IllegalStateException("the next disk cannot be begun");
            lanes.fail(why);
            go.countDown();

            assertThatThrownBy(lanes::await).isSameAs(why);
            assertThat(steps).hasValue(1);
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void threads_that_are_gone_end_the_work_with_an_error_and_not_with_a_hang() {
        ExecutorService threads = Executors.newFixedThreadPool(1);
        threads.shutdown();
        Lanes lanes = new Lanes(threads);
        lanes.start(2, () -> true);

        assertThatThrownBy(lanes::await).isInstanceOf(RejectedExecutionException.class);
    }

    private static Lanes.Step steps(String name, int count, List<String> order) {
        AtomicInteger left = new AtomicInteger(count);
        return () -> {
            if (left.getAndDecrement() <= 0) {
                return false;
            }
            order.add(name);
            return true;
        };
    }
}
