package dev.flsys.model;

import dev.flsys.engine.ModelUnusable;
import java.util.Optional;
import java.util.function.Consumer;

/** Turns state dicts into what engines load. Safe for use by several threads. */
public interface StateDicts {

    /**
     * What was made of {@code file} before, if its weights and their definition are still the same; takes no Python.
     */
    Optional<ExportedForms> cached(ModelFile file);

    /**
     * Makes executables of {@code file} with the project's Python, or answers what was made of it before. Takes
     * seconds, or minutes where Python has to be set up.
     *
     * @param report gets each step as a line for people
     * @throws ModelUnusable if the project cannot load these weights
     * @throws InterruptedException if this thread is interrupted; nothing is left running
     */
    ExportedForms export(ModelFile file, Consumer<String> report) throws InterruptedException;
}
