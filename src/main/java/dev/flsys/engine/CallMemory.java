package dev.flsys.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Finds the call during which the process takes too much memory. onnxruntime has no limit for a call, so the resident
 * memory of the process is compared with its value at the start of the call. Other calls change it as well. Therefore
 * the growth is attributed to the call whose thread had the most page faults. Memory becomes resident at its first use,
 * by a page fault of the thread that uses it. Each call of onnxruntime runs in one thread. Not safe for use by several
 * threads.
 */
final class CallMemory {

    private static final Path TASKS = Path.of("/proc/self/task");
    private static final Path THREAD = Path.of("/proc/thread-self");
    /** The page faults that needed no disk, counted from the end of the thread's name (proc_pid_stat(5), field 10). */
    private static final int FAULTS = 8;

    /** The number of the calling thread in {@code /proc}; empty on other systems than Linux. */
    private static final ThreadLocal<String> NUMBER = ThreadLocal.withInitial(() -> {
        try {
            return String.valueOf(Files.readSymbolicLink(THREAD).getFileName());
        } catch (IOException | UnsupportedOperationException other) {
            return "";
        }
    });

    private final LongSupplier limit;
    private final LongSupplier used;

    /**
     * @param limit the bytes that the process may take during a call
     * @param used the resident memory of the process, in bytes; 0 if it is unknown
     */
    CallMemory(LongSupplier limit, LongSupplier used) {
        this.limit = limit;
        this.used = used;
    }

    /** The memory at the start of a call. */
    static class Begin {

        private final String thread = NUMBER.get();
        long faults;
        long bytes = -1;
        volatile long excess;

        /** The page faults of its thread so far. */
        long faultsSoFar() {
            return countPageFaults(thread);
        }

        /** The bytes that the process had taken when this call was found; 0 if it was not. */
        long excess() {
            return excess;
        }
    }

    /** The call that takes too much memory, if there is one that was not found before. Must be called repeatedly. */
    <T extends Begin> Optional<T> findExcessiveCall(Collection<T> running) {
        long now = used.getAsLong();
        boolean over = false;
        for (T call : running) {
            if (call.bytes < 0) {
                call.faults = call.faultsSoFar();
                call.bytes = now;
            }
            over |= now - call.bytes > limit.getAsLong();
        }
        if (!over) {
            return Optional.empty();
        }
        List<T> all = List.copyOf(running);
        Optional<T> found = all.stream()
                .filter(call -> call.bytes >= 0)
                .max(Comparator.comparingLong(call -> call.faultsSoFar() - call.faults))
                .filter(call -> call.excess == 0);
        found.ifPresent(call -> {
            call.excess = Math.max(1, now - call.bytes);
            // The growth during other calls is counted from here.
            all.stream().filter(other -> other != call).forEach(other -> other.bytes = now);
        });
        return found;
    }

    private static long countPageFaults(String thread) {
        if (thread.isEmpty()) {
            return 0;
        }
        try {
            String line = Files.readString(TASKS.resolve(thread).resolve("stat"), StandardCharsets.ISO_8859_1);
            return Long.parseLong(line.substring(line.lastIndexOf(')') + 2).split(" ")[FAULTS - 1]);
        } catch (IOException | RuntimeException ended) {
            return 0;
        }
    }
}
