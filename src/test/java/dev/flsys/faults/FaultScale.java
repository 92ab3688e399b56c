package dev.flsys.faults;

/**
 * The size of a run of the suite. The quick size is a part of {@code ./mvnw verify}; the full size runs with
 * {@code ./mvnw verify -Pfaults}.
 */
final class FaultScale {

    private static final boolean FULL = "full".equals(System.getProperty("flsys.faults"));

    private FaultScale() {}

    static boolean isFull() {
        return FULL;
    }

    /** The number of inputs, clients or repetitions for this run. */
    static int of(int quick, int full) {
        return FULL ? full : quick;
    }
}
