package io.holdfast.benchmarks;

/**
 * {@code ./holdfast bench NAME}.
 */
public final class Benchmarks {

    private Benchmarks() {}

    public static void main(String[] args) throws Exception {
        String items = args.length > 1 ? args[1] : "100000";
        if (args.length == 0 || args.length > 2 || !args[0].equals("scheduler") || !items.matches("[1-9]\\d{0,6}")) {
            System.err.println("Usage: holdfast bench scheduler [ITEMS]");
            System.exit(2);
        }
        System.exit(SchedulerBenchmark.run(Integer.parseInt(items)) ? 0 : 1);
    }
}
