package io.holdfast.fabric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ExtentsTest {

    @Property(tries = 300)
    void agrees_with_a_set_of_single_bytes(
            @ForAll @Size(max = 30) List<@IntRange(min = 0, max = 6) Integer> steps,
            @ForAll @IntRange(min = 0, max = 120) int offset,
            @ForAll @IntRange(min = 0, max = 20) int length) {
        BitSet bytes = new BitSet();
        Extents.Builder builder = Extents.builder();
        int at = 0;
        for (int i = 0; i + 1 < steps.size(); i += 2) {
            at += steps.get(i);
            builder.add(at, steps.get(i + 1));
            bytes.set(at, at + steps.get(i + 1));
        }
        Extents extents = builder.build();

        assertThat(extents.bytes()).isEqualTo(bytes.cardinality());
        assertThat(extents.intersects(offset, length))
                .isEqualTo(!bytes.get(offset, offset + length).isEmpty());
        BitSet back = new BitSet();
        extents.forEach((from, size) -> back.set((int) from, (int) (from + size)));
        assertThat(back).isEqualTo(bytes);
    }

    @Test
    void touching_ranges_become_one() {
        Extents extents = Extents.builder().add(0, 10).add(10, 5).add(20, 1).build();

        assertThat(extents.count()).isEqualTo(2);
        assertThat(extents.length(0)).isEqualTo(15);
        assertThat(extents).isEqualTo(Extents.builder().add(0, 15).add(20, 1).build());
    }

    @Test
    void ranges_out_of_order_are_refused() {
        assertThatThrownBy(() -> Extents.builder().add(10, 1).add(5, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
