package dev.flsys.model;

import dev.flsys.engine.EngineModel;
import dev.flsys.engine.ModelUnusable;
import java.util.function.Consumer;

/** Brings model files into memory. Safe for use by several threads. */
interface ModelLoader {

    /** Whether loading {@code file} takes no Python. May read the file. */
    boolean isQuick(ModelFile file);

    /**
     * Does what takes Python, so that {@link #isQuick} is true afterwards.
     *
     * @param report gets each step as a line for people
     * @throws dev.flsys.problem.Problem if it fails
     * @throws InterruptedException if this thread is interrupted
     */
    void prepare(ModelFile file, Consumer<String> report) throws InterruptedException;

    /**
     * Loads and warms {@code file}.
     *
     * @param report gets each step as a line for people
     * @throws dev.flsys.problem.Problem if it cannot be used, {@link ModelUnusable} if that is its own fault
     * @throws InterruptedException if this thread is interrupted
     */
    EngineModel load(ModelFile file, Consumer<String> report) throws InterruptedException;
}
