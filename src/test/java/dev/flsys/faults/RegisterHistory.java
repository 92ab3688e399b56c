package dev.flsys.faults;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The history of a register that several clients write and read at the same time, and the check whether it is
 * linearizable. Each value is written once. Adding is safe for use by several threads.
 *
 * <p>Source of the check: Gibbons and Korach, "Testing Shared Memories", SIAM Journal on Computing 26(4), 1997. The
 * operations of one value are a cluster, from its earliest end to its latest start. If the earliest end is first, the
 * register has the value all that time, so no two such clusters overlap. Otherwise all operations of the cluster can
 * happen at once, but not inside the time of another value.
 */
final class RegisterHistory {

    private final List<Operation> operations = new ArrayList<>();

    private record Operation(boolean write, long value, long start, long end) {}

    /** @param value the initial value */
    RegisterHistory(long value) {
        operations.add(new Operation(true, value, Long.MIN_VALUE, Long.MIN_VALUE));
    }

    /** Adds a write that succeeded. Writes that changed nothing are not added. */
    void wrote(long value, long start, long end) {
        add(new Operation(true, value, start, end));
    }

    /** Adds a write of which it is not known whether it happened. */
    void mayHaveWritten(long value, long start) {
        add(new Operation(true, value, start, Long.MAX_VALUE));
    }

    void read(long value, long start, long end) {
        add(new Operation(false, value, start, end));
    }

    private synchronized void add(Operation operation) {
        operations.add(operation);
    }

    synchronized int reads() {
        return (int) operations.stream().filter(each -> !each.write()).count();
    }

    synchronized int writes() {
        return operations.size() - 1 - reads();
    }

    /** The time of one value. */
    private static final class Cluster {

        private final long value;
        private long firstEnd = Long.MAX_VALUE;
        private long lastStart = Long.MIN_VALUE;
        private long firstReadEnd = Long.MAX_VALUE;
        private long written = Long.MAX_VALUE;
        private boolean exists;

        Cluster(long value) {
            this.value = value;
        }

        void add(Operation operation) {
            firstEnd = Math.min(firstEnd, operation.end());
            lastStart = Math.max(lastStart, operation.start());
            if (operation.write()) {
                written = operation.start();
                exists = true;
            } else {
                firstReadEnd = Math.min(firstReadEnd, operation.end());
            }
        }

        boolean isForward() {
            return firstEnd < lastStart;
        }
    }

    /** A sentence about the first operations that contradict each other; empty if the history is linearizable. */
    synchronized Optional<String> violation() {
        Map<Long, Cluster> byValue = new HashMap<>();
        operations.forEach(
                each -> byValue.computeIfAbsent(each.value(), Cluster::new).add(each));
        List<Cluster> forward = new ArrayList<>();
        List<Cluster> backward = new ArrayList<>();
        for (Cluster each : byValue.values()) {
            if (!each.exists) {
                return Optional.of("The value " + each.value + " was read and never written");
            }
            if (each.firstReadEnd < each.written) {
                return Optional.of("The value " + each.value + " was read before it was written");
            }
            (each.isForward() ? forward : backward).add(each);
        }
        forward.sort(Comparator.comparingLong(each -> each.firstEnd));
        for (int i = 1; i < forward.size(); i++) {
            if (forward.get(i).firstEnd < forward.get(i - 1).lastStart) {
                return Optional.of("The value " + forward.get(i - 1).value + " was read after the value "
                        + forward.get(i).value + " had replaced it");
            }
        }
        for (Cluster each : backward) {
            for (Cluster other : around(each, forward)) {
                return Optional.of("The value " + each.value + " was written while all reads before and after it"
                        + " returned " + other.value);
            }
        }
        return Optional.empty();
    }

    /** The only one of {@code forward}, sorted and disjoint, that begins before {@code inner} and ends after it. */
    private static List<Cluster> around(Cluster inner, List<Cluster> forward) {
        int low = 0;
        int high = forward.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (forward.get(middle).firstEnd < inner.lastStart) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low > 0 && inner.firstEnd < forward.get(low - 1).lastStart ? List.of(forward.get(low - 1)) : List.of();
    }
}
