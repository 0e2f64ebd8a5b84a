package io.holdfast.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.job.JobEvent;
import io.holdfast.contracts.job.JobEventType;
import io.holdfast.contracts.job.JobStatus;
import io.holdfast.contracts.job.Operation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class EventFeedTest {

    private final EventFeed feed = new EventFeed(100, 0);

    @Test
    void eventsInOrderAreThereAtOnce() {
        assertThat(feed.offer(events(1, 2, 3))).isTrue();

        assertThat(feed.newest()).isEqualTo(3);
        assertThat(feed.hasHole()).isFalse();
        assertThat(feed.get(2).event().seq()).isEqualTo(2);
    }

    @Test
    void whatLiesBehindAHoleWaitsUntilItIsFilled() {
        feed.offer(events(1));
        assertThat(feed.offer(events(3, 4))).isFalse();
        assertThat(feed.newest()).isEqualTo(1);
        assertThat(feed.hasHole()).isTrue();

        assertThat(feed.offer(events(2))).isTrue();

        assertThat(feed.newest()).isEqualTo(4);
        assertThat(feed.hasHole()).isFalse();
    }

    @Test
    void repeatedEventsChangeNothing() {
        feed.offer(events(1, 2));
        FeedEvent kept = feed.get(2);

        assertThat(feed.offer(events(1, 2))).isFalse();

        assertThat(feed.newest()).isEqualTo(2);
        assertThat(feed.get(2)).isSameAs(kept);
    }

    @Test
    void theOldestEventsLeaveWhenItIsFull() {
        feed.offer(range(1, 250));

        assertThat(feed.get(150)).isNull();
        assertThat(feed.get(151).event().seq()).isEqualTo(151);
        assertThat(feed.reachesBackTo(150)).isTrue();
        assertThat(feed.reachesBackTo(149)).isFalse();
    }

    @Test
    void aPlaceAheadOfWhatIsKnownIsReached() {
        feed.offer(events(1));

        assertThat(feed.reachesBackTo(5)).isTrue();
        assertThat(feed.get(5)).isNull();
    }

    @Test
    void tooManyEventsBehindAHoleAreForgottenAndCanComeAgain() {
        feed.offer(range(2, 3000));
        feed.offer(events(1));
        assertThat(feed.newest()).isEqualTo(1001);

        feed.offer(range(1002, 3000));
        assertThat(feed.newest()).isEqualTo(3000);
    }

    @Test
    void afterARestartOnlyWhatFollowsTheNewBaseIsThere() {
        feed.offer(range(1, 10));

        feed.restart(500);

        assertThat(feed.get(10)).isNull();
        assertThat(feed.reachesBackTo(10)).isFalse();
        assertThat(feed.offer(events(501))).isTrue();
        assertThat(feed.newest()).isEqualTo(501);
    }

    @Test
    void inAnyOrderAndWithAnyRepetitionEachEventIsThereOnceAndInOrder() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            EventFeed tried = new EventFeed(1000, 0);
            List<JobEvent> hints = new ArrayList<>(range(1, 300));
            hints.addAll(range(50, 120));
            Collections.shuffle(hints, random);
            List<Long> read = new ArrayList<>();
            for (JobEvent hint : hints) {
                long before = tried.newest();
                boolean grown = tried.offer(List.of(hint));
                assertThat(grown).isEqualTo(tried.newest() > before);
                for (long seq = before + 1; seq <= tried.newest(); seq++) {
                    read.add(tried.get(seq).event().seq());
                }
            }
            assertThat(read)
                    .as("seed %d", seed)
                    .isEqualTo(LongStream.rangeClosed(1, 300).boxed().toList());
        }
    }

    private static List<JobEvent> range(long from, long to) {
        return LongStream.rangeClosed(from, to).mapToObj(EventFeedTest::event).toList();
    }

    private static List<JobEvent> events(long... numbers) {
        return LongStream.of(numbers).mapToObj(EventFeedTest::event).toList();
    }

    private static JobEvent event(long seq) {
        return new JobEvent(
                seq,
                Instant.EPOCH,
                JobEventType.Started,
                new UUID(0, seq),
                "home",
                null,
                Operation.Backup,
                JobStatus.InProgress,
                "Started",
                null);
    }
}
