package dev.flsys.flower.observer;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The contribution of one client to one phase of a round. There may be 250,000 of them, so numbers are primitive, with
 * a special value for "not known", and the names of metrics are shared. For one thread.
 */
final class ClientRow {

    static final long UNKNOWN = -1;
    private static final String[] NO_NAMES = {};
    private static final double[] NO_VALUES = {};

    final @Nullable String node;
    final @Nullable String message;

    @Nullable String partition;

    @Nullable String error;

    long examples = UNKNOWN;
    /** NaN if it is not known. */
    double seconds = Double.NaN;
    /** NaN if it is not known. */
    double cpuSeconds = Double.NaN;

    long peakMemoryBytes = UNKNOWN;
    long bytesDown = UNKNOWN;
    long bytesUp = UNKNOWN;

    @Nullable Double updateNorm;

    @Nullable Double cosine;

    boolean sampled;
    String[] names = NO_NAMES;
    double[] values = NO_VALUES;
    /** The constants of {@link ClientFlags}, combined. */
    int flags;

    ClientRow(@Nullable String node, @Nullable String message) {
        this.node = node;
        this.message = message;
    }

    /** Adds the measurements of the client's process. */
    void add(ClientRun run) {
        partition = run.partition() == null ? partition : run.partition();
        seconds = run.seconds();
        cpuSeconds = run.cpuSeconds();
        peakMemoryBytes = run.peakMemoryBytes();
        if (error == null) {
            error = run.error();
        }
    }

    /** This row of an unknown node, with the node and the error of the call that failed. */
    ClientRow of(ClientRun failed) {
        ClientRow known = new ClientRow(failed.node(), failed.message());
        known.error = failed.error();
        known.bytesDown = bytesDown;
        known.bytesUp = bytesUp;
        known.add(failed);
        return known;
    }

    Map<String, Double> metrics() {
        Map<String, Double> metrics = new LinkedHashMap<>();
        for (int i = 0; i < names.length; i++) {
            metrics.put(names[i], values[i]);
        }
        return metrics;
    }

    static @Nullable Long known(long value) {
        return value == UNKNOWN ? null : value;
    }

    static @Nullable Double known(double value) {
        return Double.isNaN(value) ? null : value;
    }
}
