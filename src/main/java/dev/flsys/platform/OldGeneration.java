package dev.flsys.platform;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryNotificationInfo;
import java.lang.management.MemoryPoolMXBean;
import javax.management.NotificationEmitter;

/**
 * Collects the old generation of the serial collector once it holds twice as many bytes as after its last collection.
 * From JDK 25 on, that collector lets the old generation grow to the limit of the heap first. Bodies of large requests
 * that outlive a young collection would then take all of the heap. JDK 17 collects earlier, so this class does nothing
 * there.
 *
 * <p>Other collectors are left alone. The JVM checks the size after each collection, and notifies its own thread.
 */
final class OldGeneration {

    /** The number of bytes below which no collection starts. */
    static final long MIN = 64L << 20;

    private static final int FACTOR = 2;
    private static final String SERIAL = "Tenured Gen";

    private OldGeneration() {}

    /** Begins to watch the old generation, until the end of the JVM. */
    static void watch() {
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getName().equals(SERIAL) && pool.isUsageThresholdSupported()) {
                watch(pool);
            }
        }
    }

    private static void watch(MemoryPoolMXBean pool) {
        limit(pool, 0);
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        ((NotificationEmitter) memory)
                .addNotificationListener(
                        (notification, unused) -> {
                            if (notification.getType().equals(MemoryNotificationInfo.MEMORY_THRESHOLD_EXCEEDED)) {
                                memory.gc();
                                limit(pool, pool.getUsage().getUsed());
                            }
                        },
                        null,
                        null);
    }

    private static void limit(MemoryPoolMXBean pool, long live) {
        long max = pool.getUsage().getMax();
        long next = threshold(live);
        // Without a limit, the JVM collects when the heap is full.
        pool.setUsageThreshold(max < 0 || next < max ? next : 0);
    }

    /** The bytes at which the old generation is collected next, after a collection that left {@code live} bytes. */
    static long threshold(long live) {
        return Math.max(MIN, FACTOR * live);
    }
}
