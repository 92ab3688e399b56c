package dev.flsys.platform;

import dev.flsys.process.DataLimit;
import dev.flsys.process.MachineMemory;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import org.jboss.logging.Logger;

/**
 * Limits the memory of this process at the start. The engines have no limit of their own. Without a limit, a single
 * operation of a model could take all memory of the machine or of the container, and the system would end the service.
 * With a limit, only that operation and its model fail. The JVM ends if it gets no memory for its heap. So the limit is
 * never below what the JVM may still need.
 */
@Singleton
final class ServiceMemory {

    private static final Logger LOG = Logger.getLogger(ServiceMemory.class);

    /**
     * The memory that the process takes besides the heap after the start, in bytes: for classes, compiled code, threads
     * and buffers, and at most 610 MiB for pictures that are decoded.
     */
    private static final long BESIDES_HEAP = 1L << 30;

    /**
     * One byte for the collector's tables is counted for this many bytes of the heap. A table needs far less: one byte
     * for some hundred bytes.
     */
    private static final int HEAP_TABLES = 16;

    private final MemorySettings settings;

    ServiceMemory(MemorySettings settings) {
        this.settings = settings;
    }

    void limit(@Observes StartupEvent event) {
        if (LaunchMode.current() == LaunchMode.NORMAL && settings.limited()) {
            DataLimit.usedBytes().ifPresent(this::limitFrom);
        }
    }

    private void limitFrom(long used) {
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        long min = minimum(used, heap.getCommitted(), Runtime.getRuntime().maxMemory());
        long wanted = settings.most().orElseGet(() -> maximum(MachineMemory.bytes()));
        if (settings.most().isPresent() && wanted < min) {
            LOG.warnf(
                    "SERVICE_MEMORY_MAX is %d MiB, and the JVM with its heap may need %d MiB, which is the limit now:"
                            + " set a smaller heap with -Xmx",
                    wanted >> 20, min >> 20);
        }
        long limit = Math.max(wanted, min);
        if (DataLimit.set(limit)) {
            LOG.debugf("The limit of the memory of this process is %d MiB", limit >> 20);
        } else {
            LOG.debug("The memory of this process has no limit of its own");
        }
    }

    /** The bytes that the JVM may need: the bytes in use, the rest of its heap, and the memory besides the heap. */
    static long minimum(long used, long committedHeap, long maxHeap) {
        long rest = Math.max(0, maxHeap - committedHeap);
        return used + rest + rest / HEAP_TABLES + BESIDES_HEAP;
    }

    /**
     * Seven eighths of the memory of the machine or of the container; the rest is for files, code and other programs.
     */
    static long maximum(long machine) {
        return machine - machine / 8;
    }
}
