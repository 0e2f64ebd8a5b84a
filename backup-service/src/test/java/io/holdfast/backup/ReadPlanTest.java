package io.holdfast.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.fabric.Extents;
import java.util.BitSet;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class ReadPlanTest {
    private static final int CHUNK = 100;

    @Test
    void without_change_hints_all_data_is_read_and_the_rest_are_holes() {
        ReadPlan plan = ReadPlan.of(1000, CHUNK, set(0, 150, 420, 10), Optional.empty());

        assertThat(plan.read()).isEqualTo(set(0, 2, 4, 1));
        assertThat(plan.holes()).isEqualTo(set(2, 2, 5, 5));
        assertThat(plan.kept().isEmpty()).isTrue();
        assertThat(plan.bytesToRead()).isEqualTo(300);
    }

    @Test
    void with_change_hints_only_changed_data_is_read_and_what_was_discarded_becomes_a_hole() {
        ReadPlan plan = ReadPlan.of(1000, CHUNK, set(0, 500), Optional.of(set(190, 20, 700, 1)));

        assertThat(plan.read()).isEqualTo(set(1, 2));
        assertThat(plan.holes()).isEqualTo(set(7, 1));
        assertThat(plan.kept()).isEqualTo(set(0, 1, 3, 4, 8, 2));
    }

    @Test
    void the_last_chunk_of_a_disk_of_any_size_counts_what_it_has() {
        assertThat(ReadPlan.of(950, CHUNK, set(0, 950), Optional.empty()).bytesToRead())
                .isEqualTo(950);
        assertThat(ReadPlan.of(950, CHUNK, set(0, 10), Optional.empty()).bytesToRead())
                .isEqualTo(100);
        assertThat(ReadPlan.of(0, CHUNK, Extents.none(), Optional.empty()).bytesToRead())
                .isZero();
    }

    @RepeatedTest(20)
    void every_chunk_is_in_exactly_one_set_and_in_the_right_one() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        long size = random.nextInt(5000);
        Extents allocated = random(random, size);
        Extents changed = random.nextInt(4) == 0 ? null : random(random, size);
        ReadPlan plan = ReadPlan.of(size, CHUNK, allocated, Optional.ofNullable(changed));

        long chunks = (size + CHUNK - 1) / CHUNK;
        for (long chunk = 0; chunk < chunks; chunk++) {
            String at = "seed " + seed + ", chunk " + chunk;
            boolean differs = changed == null || changed.intersects(chunk * CHUNK, CHUNK);
            boolean data = allocated.intersects(chunk * CHUNK, CHUNK);
            assertThat(plan.kept().intersects(chunk, 1)).as(at).isEqualTo(!differs);
            assertThat(plan.read().intersects(chunk, 1)).as(at).isEqualTo(differs && data);
            assertThat(plan.holes().intersects(chunk, 1)).as(at).isEqualTo(differs && !data);
        }
        assertThat(plan.kept().bytes() + plan.read().bytes() + plan.holes().bytes())
                .as("seed " + seed)
                .isEqualTo(chunks);
    }

    @Test
    void batches_hand_out_each_chunk_once_and_never_across_a_gap() {
        Batches batches = new Batches(set(0, 5, 9, 2), 3 * CHUNK, CHUNK);
        BitSet seen = new BitSet();
        for (Batches.@Nullable Batch batch = batches.next(); batch != null; batch = batches.next()) {
            assertThat(batch.to() - batch.from()).isBetween(1L, 3L);
            assertThat(seen.get((int) batch.from(), (int) batch.to()).isEmpty()).isTrue();
            seen.set((int) batch.from(), (int) batch.to());
        }
        assertThat(seen).hasToString("{0, 1, 2, 3, 4, 9, 10}");
    }

    private static Extents random(Random random, long size) {
        Extents.Builder extents = Extents.builder();
        long at = random.nextInt(300);
        while (at < size) {
            long length = Math.min(size - at, 1 + random.nextInt(300));
            extents.add(at, length);
            at += length + random.nextInt(400);
        }
        return extents.build();
    }

    private static Extents set(long... offsetsAndLengths) {
        Extents.Builder extents = Extents.builder();
        for (int i = 0; i < offsetsAndLengths.length; i += 2) {
            extents.add(offsetsAndLengths[i], offsetsAndLengths[i + 1]);
        }
        return extents.build();
    }
}
