package dev.flsys.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * The memory of NVIDIA GPUs that each process uses, as {@code nvidia-smi --query-compute-apps} lists it (see
 * {@code nvidia-smi --help-query-compute-apps}). {@code nvidia-smi} is called in the background, at most every five
 * seconds, because each answer may take a second. If it is not installed, this class searches for it again every ten
 * minutes. Thread-safe.
 */
final class GpuMemory {

    private static final String PROGRAM = "nvidia-smi";
    private static final List<String> QUERY =
            List.of("--query-compute-apps=pid,used_gpu_memory", "--format=csv,noheader,nounits");
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    /** The interval of searches for the program on machines without it. */
    private static final Duration SEARCH_INTERVAL = Duration.ofMinutes(10);

    private static final Duration LIMIT = Duration.ofSeconds(4);
    private static final int MAX_OUTPUT = 1 << 16;
    private static final long MIB = 1 << 20;

    /** The GPUs of this machine. */
    static final GpuMemory MACHINE = new GpuMemory(PROGRAM, GpuMemory::startThread, System::nanoTime);

    private final String program;
    private final Executor executor;
    private final LongSupplier nanoTime;
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile Map<Long, Long> bytes = Map.of();
    /** The earliest time of the next call. */
    private volatile long next;

    /**
     * @param program the name or the path of {@code nvidia-smi}
     * @param executor runs each call of {@code nvidia-smi} on its own thread
     */
    GpuMemory(String program, Executor executor, LongSupplier nanoTime) {
        this.program = program;
        this.executor = executor;
        this.nanoTime = nanoTime;
        this.next = nanoTime.getAsLong();
    }

    private static void startThread(Runnable task) {
        Thread thread = new Thread(task, "flsys-gpu");
        thread.setDaemon(true);
        thread.start();
    }

    /** The bytes that {@code processes} used together at the last answer; 0 without such a GPU. */
    long of(Collection<ProcessHandle> processes) {
        if (nanoTime.getAsLong() - next >= 0 && asking.compareAndSet(false, true)) {
            next = nanoTime.getAsLong() + INTERVAL.toNanos();
            executor.execute(this::ask);
        }
        Map<Long, Long> now = bytes;
        return processes.stream()
                .mapToLong(process -> now.getOrDefault(process.pid(), 0L))
                .sum();
    }

    private void ask() {
        Path here = Path.of("").toAbsolutePath();
        try {
            if (Programs.find(program, here).isEmpty()) {
                next = nanoTime.getAsLong() + SEARCH_INTERVAL.toNanos();
                bytes = Map.of();
                return;
            }
            List<String> words = new ArrayList<>(List.of(program));
            words.addAll(QUERY);
            BoundedRun answer = BoundedRun.run(Launch.of(words, here, Map.of()), LIMIT, MAX_OUTPUT);
            bytes = answer.success() ? parse(answer.output()) : Map.of();
        } catch (IOException unusable) {
            bytes = Map.of();
        } catch (InterruptedException never) {
            Thread.currentThread().interrupt();
        } finally {
            asking.set(false);
        }
    }

    /**
     * The bytes of each process in lines of a process id and a number of MiB. A process on several GPUs has several
     * lines. Other lines, and numbers that the driver does not know ({@code [N/A]}), are left out.
     */
    static Map<Long, Long> parse(String output) {
        Map<Long, Long> bytes = new HashMap<>();
        for (String line : output.split("\n")) {
            String[] columns = line.split(",");
            if (columns.length == 2) {
                try {
                    bytes.merge(
                            Long.parseLong(columns[0].strip()), Long.parseLong(columns[1].strip()) * MIB, Long::sum);
                } catch (NumberFormatException unknown) {
                    // The memory of this process is unknown.
                }
            }
        }
        return bytes;
    }
}
