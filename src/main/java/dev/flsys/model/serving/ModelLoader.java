package dev.flsys.model.serving;

import dev.flsys.engine.EngineModel;
import dev.flsys.engine.file.ModelUnusable;
import dev.flsys.model.catalog.ModelFile;
import java.util.Optional;
import java.util.function.Consumer;

/** Loads model files into memory. Thread-safe. */
public interface ModelLoader {

    /** Whether a load of {@code file} needs no Python. May read the file. */
    boolean isQuick(ModelFile file);

    /**
     * Loads {@code file} if that needs no Python.
     *
     * @param report gets each step as a line for users
     * @return empty if {@link #prepare} has to run before {@link #load}
     * @throws dev.flsys.problem.Problem in the cases of {@link #load}
     * @throws InterruptedException if this thread is interrupted
     */
    default Optional<EngineModel> loadIfQuick(ModelFile file, Consumer<String> report) throws InterruptedException {
        return isQuick(file) ? Optional.of(load(file, report)) : Optional.empty();
    }

    /**
     * Runs the part that needs Python; {@link #isQuick} is true afterwards.
     *
     * @param report gets each step as a line for users
     * @throws dev.flsys.problem.Problem if it fails
     * @throws InterruptedException if this thread is interrupted
     */
    void prepare(ModelFile file, Consumer<String> report) throws InterruptedException;

    /**
     * Loads and warms {@code file}.
     *
     * @param report gets each step as a line for users
     * @throws dev.flsys.problem.Problem if it cannot be loaded, {@link ModelUnusable} if the file is the cause
     * @throws InterruptedException if this thread is interrupted
     */
    EngineModel load(ModelFile file, Consumer<String> report) throws InterruptedException;
}
