package dev.flsys.bench.load;

/** Counts latencies in steps of 10 microseconds up to 10 seconds. Not thread-safe. */
public final class Latencies {

    private static final int NANOSECONDS_A_STEP = 10_000;
    private static final double MILLISECONDS_A_STEP = NANOSECONDS_A_STEP / 1e6;

    private final long[] counts = new long[1_000_000];
    private long total;

    public void add(long nanoseconds) {
        counts[(int) Math.min(nanoseconds / NANOSECONDS_A_STEP, counts.length - 1)]++;
        total++;
    }

    /** The number of latencies. */
    public long total() {
        return total;
    }

    /** The milliseconds that {@code share} (0..1) of all latencies do not exceed. */
    public double percentile(double share) {
        long wanted = (long) Math.ceil(total * share);
        long seen = 0;
        for (int step = 0; step < counts.length; step++) {
            seen += counts[step];
            if (seen >= wanted) {
                return (step + 1) * MILLISECONDS_A_STEP;
            }
        }
        return counts.length * MILLISECONDS_A_STEP;
    }
}
