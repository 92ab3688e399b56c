package dev.flsys.model.export;

import java.time.Duration;

/**
 * The bounds on the process that exports a model.
 *
 * @param time longest time, including the import of torch
 * @param memoryBytes most private memory for a small model
 */
record ExportLimits(Duration time, long memoryBytes) {

    static final ExportLimits DEFAULT = new ExportLimits(Duration.ofMinutes(3), 8L << 30);

    private static final long BASE_BYTES = 4L << 30;
    /**
     * Up to eight copies of the weights exist at once: read, in the model, traced, frozen, and as bytes of each file.
     */
    private static final int COPIES = 8;

    /** The most private memory for a model whose file has {@code weightsBytes}. */
    long memoryFor(long weightsBytes) {
        return Math.max(memoryBytes, weightsBytes > BASE_BYTES / COPIES ? BASE_BYTES + COPIES * weightsBytes : 0);
    }
}
