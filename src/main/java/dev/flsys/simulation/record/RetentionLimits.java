package dev.flsys.simulation.record;

import dev.flsys.settings.Settings;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The limits on the files that are kept of ended simulations. Pinned simulations are neither deleted nor counted.
 *
 * @param models number of simulations whose models are kept; 0 keeps no models
 * @param modelBytes bytes of these models, and of the newest models of running simulations
 * @param runs number of simulations that are kept; null for all
 * @param bytes bytes of the files of the simulations that are kept; null for all
 */
public record RetentionLimits(
        int models,
        long modelBytes,
        @Nullable Integer runs,
        @Nullable Long bytes) {

    private static final int DEFAULT_MODELS = 20;
    private static final long DEFAULT_MODEL_BYTES = 10L << 30;
    private static final long MIN_BYTES = 1L << 20;
    private static final int MAX = 1_000_000;

    /** The limits of the settings, checked. */
    static RetentionLimits of(Settings settings) {
        boolean runs = settings.get("SIMULATION_KEEP_RUNS").text().isPresent();
        boolean bytes = settings.get("SIMULATION_KEEP_BYTES").text().isPresent();
        return new RetentionLimits(
                settings.get("SIMULATION_KEEP_MODELS").integer(DEFAULT_MODELS, 0, MAX),
                settings.get("SIMULATION_KEEP_MODELS_BYTES").bytes(DEFAULT_MODEL_BYTES, MIN_BYTES),
                runs ? settings.get("SIMULATION_KEEP_RUNS").integer(200, 1, MAX) : null,
                bytes ? settings.get("SIMULATION_KEEP_BYTES").bytes(Long.MAX_VALUE, MIN_BYTES) : null);
    }

    /** Whether simulations are deleted by a limit. */
    public boolean deletesRuns() {
        return runs != null || bytes != null;
    }

    /** Whether {@code number} simulations of {@code size} bytes together may be kept. */
    public boolean allowRuns(int number, long size) {
        return number <= Optional.ofNullable(runs).orElse(MAX)
                && size <= Optional.ofNullable(bytes).orElse(Long.MAX_VALUE);
    }

    /** Whether the models of {@code number} simulations, of {@code size} bytes together, may be kept. */
    public boolean allowModels(int number, long size) {
        return number <= models && size <= modelBytes;
    }
}
