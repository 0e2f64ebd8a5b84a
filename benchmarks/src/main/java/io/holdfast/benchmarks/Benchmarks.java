package io.holdfast.benchmarks;

import io.holdfast.benchmarks.store.StoreBenchmark;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code ./holdfast bench NAME}.
 */
public final class Benchmarks {
    private static final String USAGE = """
            Usage: holdfast bench scheduler [ITEMS]
                   holdfast bench store DIR [MIB [ROUNDS]]   images of 4096 MiB, 3 rounds; DIR needs 30 GiB""";

    private Benchmarks() {}

    public static void main(String[] args) throws Exception {
        List<String> rest = List.of(args).subList(Math.min(1, args.length), args.length);
        if (args.length > 0 && args[0].equals("scheduler") && rest.size() <= 1 && numbers(rest)) {
            System.exit(SchedulerBenchmark.run(number(rest, 0, 100_000)) ? 0 : 1);
        }
        if (args.length > 0 && args[0].equals("store") && rest.size() >= 1 && rest.size() <= 3) {
            List<String> sizes = rest.subList(1, rest.size());
            if (numbers(sizes)) {
                StoreBenchmark.run(Path.of(rest.get(0)).toAbsolutePath(), number(sizes, 0, 4096), number(sizes, 1, 3));
                return;
            }
        }
        System.err.println(USAGE);
        System.exit(2);
    }

    private static boolean numbers(List<String> texts) {
        return texts.stream().allMatch(text -> text.matches("[1-9]\\d{0,6}"));
    }

    private static int number(List<String> texts, int index, int otherwise) {
        return index < texts.size() ? Integer.parseInt(texts.get(index)) : otherwise;
    }
}
