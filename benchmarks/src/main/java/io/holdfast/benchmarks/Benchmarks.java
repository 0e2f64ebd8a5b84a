package io.holdfast.benchmarks;

/**
 * {@code ./holdfast bench NAME}.
 */
public final class Benchmarks {

    private Benchmarks() {}

    public static void main(String[] args) throws Exception {
        String name = args.length == 0 ? "" : args[0];
        if (!name.equals("scheduler")) {
            System.err.println("Usage: holdfast bench scheduler [ITEMS]");
            System.exit(2);
        }
        int items = args.length > 1 ? Integer.parseInt(args[1]) : 100_000;
        System.exit(SchedulerBenchmark.run(items) ? 0 : 1);
    }
}
