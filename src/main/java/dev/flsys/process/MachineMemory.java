package dev.flsys.process;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** The memory of the machine, or of the container. */
public final class MachineMemory {

    private MachineMemory() {}

    /** The bytes of the memory; {@link Long#MAX_VALUE} if the JVM does not report them. */
    public static long bytes() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean machine
                ? machine.getTotalMemorySize()
                : Long.MAX_VALUE;
    }
}
