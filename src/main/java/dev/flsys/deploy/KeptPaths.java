package dev.flsys.deploy;

import dev.flsys.model.catalog.ModelCatalog;
import dev.flsys.model.catalog.ModelFile;
import dev.flsys.project.FlowerProject;
import java.nio.file.Files;

/** The files of models that are kept with simulations, for requests that name such a model by its id. */
record KeptPaths(ModelCatalog catalog, FlowerProject project) {

    /**
     * The path of the kept model whose id is {@code written}, relative to the project. Any other text, and the path of
     * a file, is returned unchanged. Blocks while it reads folders.
     *
     * @throws DeployProblem if the id means the newest weights of a simulation, which change
     */
    String of(String written) {
        if (written.indexOf('@') < 0
                || project.resolve(written).filter(Files::exists).isPresent()) {
            return written;
        }
        return catalog.kept().stream()
                .filter(model -> model.id().value().equals(written))
                .map(this::path)
                .findFirst()
                .orElse(written);
    }

    private String path(ModelFile model) {
        if (model.isLatest()) {
            String file = model.origin()
                    .map(origin -> project.displayPath(origin.path()))
                    .orElse("");
            throw DeployProblem.refused(model.id() + " is the newest round of a run, which may change. Deploy the file "
                    + file + ", or a model that is kept when the run has ended.");
        }
        return project.displayPath(model.path());
    }
}
