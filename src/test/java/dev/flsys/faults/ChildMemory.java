package dev.flsys.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Measures the memory of the processes below a process every 20 ms. It needs {@code /proc}; elsewhere it is 0. */
final class ChildMemory implements AutoCloseable {

    private static final long SAMPLE_MILLISECONDS = 20;
    private static final long KIBIBYTE = 1024;

    private final ProcessHandle process;
    private final Thread sampler = new Thread(this::sample, "child-memory");
    private volatile long most;
    private volatile String processes = "";
    private volatile boolean ending;

    private ChildMemory(long pid) {
        this.process = ProcessHandle.of(pid).orElseThrow();
        sampler.setDaemon(true);
    }

    static ChildMemory of(long pid) {
        ChildMemory memory = new ChildMemory(pid);
        memory.sampler.start();
        return memory;
    }

    /** The largest sum of the resident memory of all descendants since {@link #forget}, in bytes. */
    long maxBytes() {
        return most;
    }

    /** The processes of {@link #maxBytes} with their MiB. */
    String most() {
        return processes;
    }

    /** Begins again. */
    void forget() {
        most = 0;
    }

    /** The resident memory of a process, in bytes; 0 if it has ended. */
    static long residentBytes(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status"), StandardCharsets.ISO_8859_1).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIBIBYTE)
                    .findFirst()
                    .orElse(0);
        } catch (IOException ended) {
            return 0;
        }
    }

    private static String named(ProcessHandle process) {
        return process.pid() + " of " + process.parent().map(ProcessHandle::pid).orElse(0L);
    }

    private void sample() {
        try {
            while (!ending) {
                Map<String, Long> each = new TreeMap<>();
                process.descendants().forEach(one -> each.put(named(one), residentBytes(one.pid())));
                long now = each.values().stream().mapToLong(bytes -> bytes).sum();
                if (now > most) {
                    most = now;
                    each.replaceAll((name, bytes) -> bytes >> 20);
                    processes = each.toString();
                }
                TimeUnit.MILLISECONDS.sleep(SAMPLE_MILLISECONDS);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws InterruptedException {
        ending = true;
        sampler.join();
    }
}
