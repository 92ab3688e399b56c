package dev.flsys.model;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** The options of each model. Safe for use by several threads. */
@ApplicationScoped
public class ModelOptionsFile {

    private final ModelOptions defaults;

    @Inject
    public ModelOptionsFile(ModelSettings settings) {
        this.defaults = settings.defaults();
    }

    /** The options of the model {@code id}. */
    public ModelOptions of(ModelId id) {
        return defaults;
    }
}
