package dev.flsys.model;

import dev.flsys.engine.file.ModelUnusable;
import dev.flsys.model.catalog.ModelFile;
import java.util.Optional;
import java.util.function.Consumer;

/** Exports state dicts to forms that engines load. Thread-safe. */
public interface StateDicts {

    /** The earlier export of {@code file} if its weights and their definition are unchanged; needs no Python. */
    Optional<ExportedForms> cached(ModelFile file);

    /**
     * The form of {@code file} if another file of its architecture was exported before. The names, types and shapes of
     * all tensors, the definition and the options must be the same. Needs no Python and takes as long as a copy of the
     * file.
     *
     * @return the caller closes it after the load; empty if there is none, and Python has to export {@code file}
     */
    default Optional<FilledForm> filled(ModelFile file) {
        return Optional.empty();
    }

    /**
     * Exports {@code file} with the project's Python, or returns an earlier export. Takes seconds, or minutes if Python
     * has to be set up.
     *
     * @param report gets each step as a line for users
     * @throws ModelUnusable if the project cannot load these weights
     * @throws InterruptedException if this thread is interrupted; the export has then been ended
     */
    ExportedForms export(ModelFile file, Consumer<String> report) throws InterruptedException;
}
