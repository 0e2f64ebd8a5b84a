package io.holdfast.benchmarks.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The same images into Holdfast, restic and Borg, in turn, round by round: a server, another, the first after a day of load, and after another; the last again with
 * nothing changed; and one restored. Prints medians, and ratios to the better of the two others.
 */
public final class StoreBenchmark {
    private static final int HEAP_MIB = 512;
    private static final int DATA_MIB = 2048;
    private static final int DATA_MIB_APART = 512;
    private static final List<String> STEPS =
            List.of("server", "other server", "a day later", "two days later", "unchanged", "restore");

    private final Images images;
    private final Path work;
    /** By step, then contender. */
    private final Map<String, Map<String, List<Tool.Took>>> times = new LinkedHashMap<>();

    private final Map<String, Long> stored = new TreeMap<>();
    private long heapMib;
    private final List<Double> efficiency = new ArrayList<>();
    private final List<Double> sparse = new ArrayList<>();
    private final Limits limits;

    private StoreBenchmark(Images images, Path work, Limits limits) {
        this.images = images;
        this.work = work;
        this.limits = limits;
    }

    /** {@code folder} keeps the images; whatever else is made there is removed again. */
    public static void run(Path folder, long sizeMib, int rounds) throws Exception {
        System.out.printf("images of %d MiB in %s%n", sizeMib, folder);
        Images images = new Images(folder.resolve("images-" + sizeMib), sizeMib);
        images.make();
        Path work = Files.createTempDirectory(folder, "run");
        try {
            Limits limits = Limits.measure(images.path(Images.SERVER));
            System.out.println(limits);
            StoreBenchmark benchmark = new StoreBenchmark(images, work, limits);
            for (int round = 0; round < rounds; round++) {
                benchmark.round(round);
            }
            benchmark.print(Incremental.measure(images.path(Images.SERVER), work.resolve("incremental")));
        } finally {
            Tool.run(List.of("rm", "-rf", work.toString()));
        }
    }

    private void round(int number) throws Exception {
        List<Contender> contenders =
                new ArrayList<>(List.of(new HoldfastServer(HEAP_MIB), new Peer.Restic(), new Peer.Borg()));
        Collections.rotate(contenders, number);
        for (Contender contender : contenders) {
            Path place = Files.createDirectories(work.resolve(contender.name()));
            try (contender) {
                turn(
                        contender,
                        Files.createDirectories(place.resolve("fleet").resolve("rack")),
                        place.resolve("store"));
            } finally {
                Tool.run(List.of("rm", "-rf", place.toString()));
            }
        }
    }

    private void turn(Contender contender, Path fleet, Path store) throws Exception {
        put(fleet, "server", Images.SERVER);
        put(fleet, "other", Images.OTHER);
        contender.begin(fleet, store);
        warm();
        Tool.Took first = step(contender, "server", "server");
        if (contender instanceof HoldfastServer holdfast) {
            efficiency.add(limits.seconds(
                            holdfast.lastResult("bytesRead"),
                            holdfast.lastResult("bytesNew"),
                            holdfast.lastResult("bytesStored"))
                    / first.seconds());
        }
        step(contender, "other server", "other");
        put(fleet, "server", Images.DAY_ONE);
        step(contender, "a day later", "server");
        put(fleet, "server", Images.DAY_TWO);
        step(contender, "two days later", "server");
        stored.put(contender.name(), contender.storedBytes());
        // looks changed, and is not
        put(fleet, "server", Images.DAY_TWO);
        step(contender, "unchanged", "server");
        Path restored = fleet.resolveSibling("restored");
        note("restore", contender, contender.restore("server", restored));
        Tool.run(List.of(
                "cmp",
                images.path(Images.DAY_TWO).toString(),
                restored.resolve("server/disk.img").toString()));
        if (contender instanceof HoldfastServer holdfast) {
            sparse(holdfast, fleet);
            heapMib = Math.max(heapMib, holdfast.heapPeakMib());
        }
    }

    /** A disk of a tebibyte with as much data as a small dense one has, against that: the same data in places far apart, and unlike any before. */
    private void sparse(HoldfastServer holdfast, Path fleet) throws Exception {
        SparseDisks.write(disk(fleet, "server"), DATA_MIB, 1, 1);
        double dense = holdfast.backUp("server").seconds();
        SparseDisks.write(disk(fleet, "other"), DATA_MIB, DATA_MIB_APART, 2);
        double scattered = holdfast.backUp("other").seconds();
        sparse.add(scattered / dense);
        System.out.printf(
                "  %-16s %-10s %6.1f s, dense %.1f s%n", "sparse tebibyte", holdfast.name(), scattered, dense);
    }

    private static Path disk(Path fleet, String machine) {
        return fleet.resolve(machine).resolve("disk.img");
    }

    private Tool.Took step(Contender contender, String step, String machine) throws Exception {
        Tool.Took took = contender.backUp(machine);
        note(step, contender, took);
        return took;
    }

    private void note(String step, Contender contender, Tool.Took took) {
        times.computeIfAbsent(step, x -> new TreeMap<>())
                .computeIfAbsent(contender.name(), x -> new ArrayList<>())
                .add(took);
        System.out.printf(
                "  %-16s %-10s %6.1f s, %6.1f s of processor%n",
                step, contender.name(), took.seconds(), took.cpuSeconds());
    }

    /** A new file each time, so that nobody takes it for the one it has seen. */
    private void put(Path fleet, String machine, String image) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(fleet.resolve(machine));
        Files.writeString(
                folder.resolve("machine.yaml"),
                "name: " + machine + "\npowerState: Running\ndisks:\n  - name: system\n    file: disk.img\n");
        Path disk = folder.resolve("disk.img");
        Files.deleteIfExists(disk);
        Tool.run(List.of("cp", "--sparse=always", images.path(image).toString(), disk.toString()));
    }

    private void warm() throws IOException, InterruptedException {
        for (String image : List.of(Images.SERVER, Images.OTHER, Images.DAY_ONE, Images.DAY_TWO)) {
            Tool.run(List.of(
                    "cmp", images.path(image).toString(), images.path(image).toString()));
        }
    }

    private void print(Incremental incremental) {
        System.out.printf(
                "%n%-16s %10s %10s %10s %8s   %s%n", "", "Holdfast", "restic", "Borg", "ratio", "processor's seconds");
        for (String step : STEPS) {
            line(step, List.of(step));
        }
        List<String> four = STEPS.subList(0, 4);
        double full = line("all four", four);
        long peers = Math.min(storedBy("restic"), storedBy("Borg"));
        System.out.printf(
                "%-16s %9dM %9dM %9dM %8.2f%n",
                "stored",
                storedBy("Holdfast") >> 20,
                storedBy("restic") >> 20,
                storedBy("Borg") >> 20,
                (double) storedBy("Holdfast") / peers);
        System.out.printf(
                Locale.ROOT,
                "%s%nincremental: %.2f MiB of metadata for each GiB changed; a sparse tebibyte takes %.2f times as long as a dense disk with its data%n",
                limits,
                incremental.metadataMib(),
                median(sparse));
        System.out.printf(
                Locale.ROOT,
                "store-bench full=%.1f unchanged=%.1f restore=%.1f stored=%.2f incremental=%.3f heap_mib=%d efficiency=%.2f%n",
                full,
                ratio(List.of("unchanged")),
                ratio(List.of("restore")),
                (double) storedBy("Holdfast") / peers,
                incremental.share(),
                heapMib,
                median(efficiency));
    }

    private double line(String title, List<String> steps) {
        System.out.printf(
                "%-16s %9.1fs %9.1fs %9.1fs %8.2f   %.1f, %.1f, %.1f%n",
                title,
                seconds("Holdfast", steps),
                seconds("restic", steps),
                seconds("Borg", steps),
                ratio(steps),
                cpu("Holdfast", steps),
                cpu("restic", steps),
                cpu("Borg", steps));
        return ratio(steps);
    }

    private double ratio(List<String> steps) {
        return Math.min(seconds("restic", steps), seconds("Borg", steps)) / seconds("Holdfast", steps);
    }

    private double seconds(String name, List<String> steps) {
        return steps.stream()
                .mapToDouble(step ->
                        median(took(step, name).stream().map(Tool.Took::seconds).toList()))
                .sum();
    }

    private double cpu(String name, List<String> steps) {
        return steps.stream()
                .mapToDouble(step -> median(
                        took(step, name).stream().map(Tool.Took::cpuSeconds).toList()))
                .sum();
    }

    private List<Tool.Took> took(String step, String name) {
        return Objects.requireNonNull(Objects.requireNonNull(times.get(step)).get(name));
    }

    private long storedBy(String name) {
        return Objects.requireNonNull(stored.get(name));
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
