package dev.flsys.deploy;

import dev.flsys.model.FilesInUse;
import dev.flsys.project.FlowerProject;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The files that a start may deploy: the file of the latest choice, and the file of DEPLOY_MODEL_PATH. */
@Singleton
final class DeployedFiles implements FilesInUse {

    private final FlowerProject project;
    private final DeploySettings settings;
    private final ChoiceFile choices;

    @Inject
    DeployedFiles(FlowerProject project, DeploySettings settings) {
        this.project = project;
        this.settings = settings;
        this.choices = new ChoiceFile(project);
    }

    @Override
    public Set<Path> paths() {
        return Stream.concat(choices.read().map(Choice::modelPath).stream(), settings.modelPath().stream())
                .flatMap(path -> project.resolve(path).stream())
                .collect(Collectors.toUnmodifiableSet());
    }
}
