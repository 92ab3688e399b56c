package dev.flsys.deploy;

import dev.flsys.engine.file.FormatReader;
import dev.flsys.project.FileStamp;
import dev.flsys.project.FlowerProject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the files that may be deployed: ONNX and TorchScript by suffix and content. It searches the project's own
 * folder, its folders {@code deploy} and {@code models}, and the weights folder. The deployed file is added. The row
 * lengths are checked only when a file is loaded.
 *
 * <p>Thread-safe; blocks while it reads folders and, once for each content, the ends of files.
 */
final class DeployCandidates {

    private static final int MAX_CANDIDATES = 200;
    /**
     * A weights folder may hold a state dict for each of many rounds. The weights folder comes last, so that state
     * dicts displace no other file.
     */
    private static final int MAX_READ = 1_000;

    private final FlowerProject project;
    private final List<Path> folders;
    private final FormatReader formats = new FormatReader();

    DeployCandidates(FlowerProject project, Path weightsFolder) {
        this.project = project;
        this.folders = Stream.of(
                        project.root(),
                        project.root().resolve("deploy"),
                        project.root().resolve("models"),
                        weightsFolder)
                .distinct()
                .toList();
    }

    /**
     * The current candidates, sorted by path, 200 at most. If there are more, files of the project's own folder are
     * preferred, and files of the weights folder come last.
     *
     * @param deployed the deployed file, which is a candidate if it may still be deployed
     */
    List<DeployCandidate> find(Optional<Path> deployed) {
        Stream<Path> found = folders.stream()
                .flatMap(folder -> project
                        .files(folder, name -> DeployFile.formatOfSuffix(name).isPresent())
                        .stream());
        List<String> paths = Stream.concat(deployed.stream(), found)
                .map(project::displayPath)
                .distinct()
                .limit(MAX_READ)
                .toList();
        formats.keepOnly(paths.stream().map(project.root()::resolve).collect(Collectors.toSet()));
        return paths.stream()
                .flatMap(path -> toCandidate(path).stream())
                .limit(MAX_CANDIDATES)
                .sorted(Comparator.comparing(DeployCandidate::modelPath))
                .toList();
    }

    private Optional<DeployCandidate> toCandidate(String path) {
        try {
            DeployFile file = DeployFile.of(path, project);
            FileStamp stamp = file.stamp();
            return Files.isReadable(file.path()) && formats.formatOf(stamp) == file.format()
                    ? Optional.of(DeployCandidate.of(path, file.format(), stamp))
                    : Optional.empty();
        } catch (DeployProblem changed) {
            return Optional.empty();
        }
    }
}
