package dev.flsys.deploy;

import dev.flsys.model.ModelCatalog;
import dev.flsys.project.FlowerProject;
import java.nio.file.Files;

/** The files of models that are kept with simulations, for requests that name such a model by its id. */
record KeptPaths(ModelCatalog catalog, FlowerProject project) {

    /**
     * The path of the kept model whose id is {@code written}, relative to the project. Any other text, and the path of
     * a file, is returned unchanged. Blocks while it reads folders.
     */
    String of(String written) {
        if (written.indexOf('@') < 0
                || project.resolve(written).filter(Files::exists).isPresent()) {
            return written;
        }
        return catalog.kept().stream()
                .filter(model -> model.id().value().equals(written))
                .map(model -> project.shown(model.path()))
                .findFirst()
                .orElse(written);
    }
}
