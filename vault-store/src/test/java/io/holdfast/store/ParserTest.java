package io.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The parsers behind the seals, which anybody can reach who writes into an unencrypted vault. */
@Timeout(20)
class ParserTest {
    private static final int ROUNDS = 3_000;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    private interface Parser {
        void parse(byte[] bytes);
    }

    private void survives(byte[] good, Parser parser) {
        parser.parse(good);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bad = new byte[random.nextInt(good.length + 50)];
            random.nextBytes(bad);
            if (round % 3 > 0) {
                System.arraycopy(good, 0, bad, 0, Math.min(good.length, bad.length));
                for (int i = random.nextInt(4); i >= 0 && bad.length > 0; i--) {
                    bad[random.nextInt(bad.length)] = (byte) random.nextInt();
                }
            }
            try {
                parser.parse(bad);
            } catch (StoreException expected) {
                assertThat(expected.whatToDo()).isNotEmpty();
            } catch (RuntimeException e) {
                fail("seed " + seed + ", round " + round, e);
            }
        }
    }

    private static PackDirectory directory() {
        FileHeader header = FileHeader.fresh(FileHeader.Kind.DataPack, true);
        List<PackDirectory.Entry> entries = List.of(
                new PackDirectory.Entry(new ChunkId(1, 2, 3, 4), 48, 100, 65_536, Codec.Zstd),
                new PackDirectory.Entry(new ChunkId(5, 6, 7, 8), 148, 65_552, 65_536, Codec.Raw));
        return new PackDirectory("ab", header, 70_000, entries);
    }

    @Test
    void pack_directories() {
        survives(directory().encodeEntries(), bytes -> {
            List<PackDirectory.Entry> entries = PackDirectory.decodeEntries(ByteBuffer.wrap(bytes), 70_000, "x");
            assertThat(entries).allMatch(entry -> entry.stored() > 0 && entry.offset() + entry.stored() <= 70_000);
        });
    }

    @Test
    void headers() {
        survives(FileHeader.fresh(FileHeader.Kind.Index, false).toBytes(), bytes -> FileHeader.parse(bytes, "x"));
    }

    @Test
    void vault_files() {
        byte[] good = VaultFile.create(new VaultSettings(TestVault.ID, 65_536, true), TestVault.KEY)
                .toBytes();
        survives(good, bytes -> VaultFile.parse(bytes).settings());
    }

    @Test
    void manifests() {
        PointManifest manifest = new PointManifest(
                TestVault.ID,
                TestVault.ITEM,
                List.of(new DiskImage("vda", 1000, new ChunkId(1, 2, 3, 4))),
                new ByteCounts(1, 2, 3, 4, 5, 6),
                TestVault.details());
        survives(Json.write(manifest), bytes -> Json.read(bytes, PointManifest.class, "x"));
    }

    @Test
    void pages() {
        survives(Page.empty(0).toBytes(), bytes -> Page.parse(bytes, bytes.length, 0, ChunkId.HOLE));
    }
}
