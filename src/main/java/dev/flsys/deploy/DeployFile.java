package dev.flsys.deploy;

import dev.flsys.engine.EngineFile;
import dev.flsys.engine.file.ModelFormat;
import dev.flsys.problem.NearestName;
import dev.flsys.project.FileStamp;
import dev.flsys.project.FlowerProject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A file of the project that may be deployed: a regular file with the suffix of ONNX or TorchScript.
 *
 * @param written the path of the request
 * @param path the absolute path in the project
 * @param format the format of its suffix
 */
record DeployFile(String written, Path path, ModelFormat format) {

    private static final int MAX_LENGTH = 4_096;

    /**
     * The file at {@code written}, relative to the project or absolute. Opens nothing: the path may be a FIFO, which
     * blocks.
     *
     * @throws DeployProblem 404 if the file does not exist. 400 if it is outside of the project, is not a regular file,
     *     or does not have the suffix of a model
     */
    static DeployFile of(String written, FlowerProject project) {
        if (written.isBlank() || written.length() > MAX_LENGTH) {
            throw DeployProblem.refused("model_path is empty or too long.");
        }
        Path path = project.resolve(written)
                .orElseThrow(() -> DeployProblem.refused(written + " is not a path in the project."));
        if (Files.isDirectory(path)) {
            throw DeployProblem.refused(
                    written + " is a folder; a model file is expected." + suggestPath(path, project));
        }
        if (!Files.exists(path)) {
            throw DeployProblem.noSuchFile(written, suggestPath(path, project));
        }
        if (!Files.isRegularFile(path)) {
            throw DeployProblem.refused(written + " is not a regular file.");
        }
        ModelFormat format = formatOfSuffix(String.valueOf(path.getFileName()))
                .orElseThrow(() -> DeployProblem.refused(
                        written + " is not a model file: .onnx, or TorchScript as .pt or .pth, is expected."));
        return new DeployFile(written, path, format);
    }

    /**
     * A hint: the nearest path of a model file, else a file of the same name in another folder, else some of the paths.
     */
    private static String suggestPath(Path path, FlowerProject project) {
        Path root = project.root();
        Path folder = Files.isDirectory(path) ? path : path.resolveSibling("");
        List<String> known = Stream.of(folder, root, root.resolve("deploy"), root.resolve("models"))
                .distinct()
                .flatMap(place ->
                        project.files(place, name -> formatOfSuffix(name).isPresent()).stream())
                .map(project::displayPath)
                .distinct()
                .toList();
        String wanted = project.displayPath(path);
        if (NearestName.to(wanted, known).isPresent()) {
            return NearestName.suggest(wanted, known);
        }
        String name = String.valueOf(path.getFileName());
        List<String> elsewhere =
                known.stream().filter(file -> file.endsWith("/" + name)).toList();
        return elsewhere.isEmpty()
                ? NearestName.suggest(wanted, known)
                : " Did you mean " + NearestName.listed(elsewhere) + "?";
    }

    /** The format of the suffix of {@code name}; empty if it is not the suffix of a model. */
    static Optional<ModelFormat> formatOfSuffix(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".onnx")) {
            return Optional.of(ModelFormat.ONNX);
        }
        return lower.endsWith(".pt") || lower.endsWith(".pth")
                ? Optional.of(ModelFormat.TORCHSCRIPT)
                : Optional.empty();
    }

    /**
     * The current stamp of the file.
     *
     * @throws DeployProblem if it is gone
     */
    FileStamp stamp() {
        return FileStamp.read(path).orElseThrow(() -> DeployProblem.noSuchFile(written, ""));
    }

    EngineFile engineFile() {
        return new EngineFile(path, format);
    }
}
