package dev.flsys.experiment;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.project.FlowerProject;
import dev.flsys.simulation.StoredExperiments;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Finds experiments by their folders, without reading them. */
@Singleton
final class ExperimentFolders implements StoredExperiments {

    private final ExperimentStore store;

    @Inject
    ExperimentFolders(FlowerProject project, ObjectMapper json) {
        this.store = new ExperimentStore(project, json);
    }

    @Override
    public boolean contains(String experiment) {
        return ExperimentId.isValid(experiment)
                && store.path(new ExperimentId(experiment)).toFile().isDirectory();
    }
}
