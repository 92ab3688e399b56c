package dev.flsys.model.export;

import dev.flsys.process.MachineMemory;
import java.time.Duration;

/**
 * The bounds on the process that exports a model.
 *
 * @param time longest time, including the import of torch
 * @param memoryBytes most private memory for a small model
 * @param machineBytes most private memory for any model
 */
record ExportLimits(Duration time, long memoryBytes, long machineBytes) {

    /** The import of torch and a small network take about 1 GiB. */
    private static final long MIN_BYTES = 2L << 30;

    /** Mapped libraries of torch, with those of CUDA. */
    private static final long LIBRARIES_BYTES = 1L << 30;

    private static final long BASE_BYTES = 4L << 30;
    /**
     * Up to eight copies of the weights exist at once: read, in the model, traced, frozen, and as bytes of each file.
     */
    private static final int COPIES = 8;

    /**
     * The limits on this machine. This is not a constant, because a native executable would have the value of its build
     * machine.
     */
    static ExportLimits ofThisMachine() {
        return of(MachineMemory.bytes());
    }

    /** The limits on a machine, or in a container, with {@code bytes} of memory. */
    static ExportLimits of(long bytes) {
        return new ExportLimits(
                Duration.ofMinutes(3),
                Math.max(MIN_BYTES, Math.min(8L << 30, bytes / 2)),
                Math.max(MIN_BYTES, bytes / 4 * 3));
    }

    /** The most memory of an export with all processes that it starts; libraries in it count, too. */
    long treeMemoryFor(long weightsBytes) {
        return memoryFor(weightsBytes) + LIBRARIES_BYTES;
    }

    /** The most private memory for a model whose file has {@code weightsBytes}. */
    long memoryFor(long weightsBytes) {
        long copies = weightsBytes > BASE_BYTES / COPIES ? BASE_BYTES + COPIES * weightsBytes : 0;
        return Math.min(machineBytes, Math.max(memoryBytes, copies));
    }
}
