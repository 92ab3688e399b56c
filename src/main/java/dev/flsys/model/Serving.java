package dev.flsys.model;

import java.util.function.LongSupplier;

/**
 * What all served models share.
 *
 * @param catalog where their files are looked up
 * @param queue the threads that load
 * @param memory how many stay loaded
 * @param times the times that loading keeps to
 * @param nanoTime a clock as {@link System#nanoTime()}
 */
record Serving(ModelCatalog catalog, LoadQueue queue, MemoryLimit memory, LoadTimes times, LongSupplier nanoTime) {

    long now() {
        return nanoTime.getAsLong();
    }
}
