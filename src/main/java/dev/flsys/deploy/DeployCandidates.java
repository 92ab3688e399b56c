package dev.flsys.deploy;

import dev.flsys.engine.FormatReader;
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
 * Finds the files that may be deployed: ONNX and TorchScript, told by their suffix and their content, directly in the
 * project, in its folders {@code deploy} and {@code models}, in the weights folder, and the one that serves. Whether
 * they take and answer rows of the right lengths is seen when they are loaded, and not before.
 *
 * <p>Safe for use by several threads; blocks while it reads folders and, once for each content, the ends of files.
 */
final class DeployCandidates {

    private static final int MAX_CANDIDATES = 200;
    /**
     * A weights folder may hold a state dict for each of many rounds; it comes last, so that they displace nothing
     * else.
     */
    private static final int MAX_LOOKED_INTO = 1_000;

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
     * The candidates as they are now, sorted by path, 200 at most: where there are more, those in the root come first,
     * those beside the weights last.
     *
     * @param deployed the file that serves, which is among them if it still may
     */
    List<DeployCandidate> find(Optional<Path> deployed) {
        Stream<Path> found = folders.stream()
                .flatMap(folder ->
                        project.files(folder, name -> DeployFile.format(name).isPresent()).stream());
        List<String> paths = Stream.concat(deployed.stream(), found)
                .map(project::shown)
                .distinct()
                .limit(MAX_LOOKED_INTO)
                .toList();
        formats.keepOnly(paths.stream().map(project.root()::resolve).collect(Collectors.toSet()));
        return paths.stream()
                .flatMap(path -> candidate(path).stream())
                .limit(MAX_CANDIDATES)
                .sorted(Comparator.comparing(DeployCandidate::modelPath))
                .toList();
    }

    private Optional<DeployCandidate> candidate(String path) {
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
