package dev.flsys.model.serving;

import dev.flsys.model.catalog.ModelCatalog;
import java.util.function.LongSupplier;

/**
 * The parts that all served models share.
 *
 * @param catalog finds their files
 * @param queue the threads that load
 * @param memory bounds the number of loaded models
 * @param meters measures loads and swaps
 * @param times intervals and deadlines of loads
 * @param nanoTime a clock as {@link System#nanoTime()}
 */
public record ServingContext(
        ModelCatalog catalog,
        LoadQueue queue,
        MemoryLimit memory,
        LoadMeters meters,
        LoadTimes times,
        LongSupplier nanoTime) {

    long now() {
        return nanoTime.getAsLong();
    }
}
