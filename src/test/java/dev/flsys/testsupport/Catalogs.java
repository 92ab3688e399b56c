package dev.flsys.testsupport;

import dev.flsys.model.DefinitionModule;
import dev.flsys.model.ModelCatalog;
import dev.flsys.model.ModelSettings;
import dev.flsys.project.FlowerProject;
import java.nio.file.Path;
import java.util.List;

/** Catalogs for tests of other rooms. */
public final class Catalogs {

    private Catalogs() {}

    public static ModelCatalog of(FlowerProject project, Path weights) {
        DefinitionModule definition =
                new DefinitionModule("model", project.root().resolve("model.py"));
        return new ModelCatalog(project, new ModelSettings(weights, definition, List.of("a", "b"), 8, 8));
    }
}
