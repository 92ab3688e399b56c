package dev.flsys.model.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.flsys.engine.file.ModelFormat;
import dev.flsys.model.StateDicts;
import dev.flsys.model.catalog.DefinitionModule;
import dev.flsys.model.catalog.ModelFile;
import dev.flsys.model.catalog.ModelId;
import dev.flsys.model.catalog.ModelOptions;
import dev.flsys.model.catalog.ModelSettings;
import dev.flsys.process.BoundedRun;
import dev.flsys.process.Launch;
import dev.flsys.process.Programs;
import dev.flsys.project.FlowerProject;
import dev.flsys.python.Interpreter;
import dev.flsys.python.PythonVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A Flower project of a test, with a Python that has torch. */
public final class TorchProject {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    public final FlowerProject project;
    private final Path python;

    public TorchProject(Path folder, Path python) {
        this.project = new FlowerProject(folder);
        this.python = python;
    }

    /** A project with a Python that has torch. Without such a Python, the tests of the caller are skipped. */
    public static TorchProject in(Path folder) {
        Optional<Path> python = pythonWithTorch();
        assumeTrue(python.isPresent(), "There is no Python with torch here");
        return new TorchProject(folder, python.get());
    }

    /** A Python that can import torch; {@code -Dflsys.test.python=...} tries another torch first. */
    public static Optional<Path> pythonWithTorch() {
        return Found.PYTHON;
    }

    /** The search is done once, because each import of torch takes seconds. */
    private static final class Found {

        static final Optional<Path> PYTHON = search();

        private static Optional<Path> search() {
            Path here = Path.of("").toAbsolutePath();
            return Stream.of(
                            System.getProperty("flsys.test.python", "python3"),
                            "/usr/bin/python3",
                            "flower-project-sample/.venv/bin/python")
                    .flatMap(name -> Programs.find(name, here).stream())
                    .filter(candidate -> {
                        try {
                            return run(candidate, here, "import torch").success();
                        } catch (IOException | InterruptedException failed) {
                            return false;
                        }
                    })
                    .findFirst();
        }
    }

    /** Runs code in the project's folder. */
    public void python(String code) throws IOException, InterruptedException {
        BoundedRun run = run(python, project.root(), code);
        assertThat(run.success()).as(run.output()).isTrue();
    }

    private static BoundedRun run(Path python, Path folder, String code) throws IOException, InterruptedException {
        return BoundedRun.run(
                Launch.of(
                        List.of(python.toString(), "-c", code),
                        folder,
                        Map.of("PYTHONDONTWRITEBYTECODE", "1", "PYTHONIOENCODING", "utf-8")),
                LIMIT,
                16 * 1024);
    }

    public void write(String name, String text) throws IOException {
        Path file = project.root().resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    public Path python() {
        return python;
    }

    public Interpreter interpreter() {
        return new Interpreter(python, new PythonVersion(3, 11, 0), Optional.of("1.13.0"));
    }

    /** The weights {@code <file>.pth} in the project under the id {@code id}, for 2 pixels a side and 3 labels. */
    public ModelFile file(String file, String id) throws IOException {
        return file(file, id, options(2, 3));
    }

    /** The weights {@code <file>.pth} in the project under the id {@code id}. */
    public ModelFile file(String file, String id, ModelOptions options) throws IOException {
        Path path = project.root().resolve(file + ".pth");
        return new ModelFile(
                new ModelId(id), path, false, ModelFormat.STATE_DICT, Files.size(path), Instant.EPOCH, options);
    }

    /** The options of pictures of that size, with the labels 0, 1, 2 ... */
    public static ModelOptions options(int imageSize, int labels) {
        return ModelOptions.of(
                IntStream.range(0, labels).mapToObj(String::valueOf).toList(), imageSize);
    }

    public ModelSettings settings(String module, int imageSize, int labels) {
        DefinitionModule definition = DefinitionModule.find(module, project).orElseThrow();
        return new ModelSettings(project.root(), definition, options(imageSize, labels), 8);
    }

    /** The exports of the project's state dicts. */
    public StateDicts stateDicts(String module, int imageSize, int labels) {
        return new ExportedStateDicts(exporter(module, imageSize, labels));
    }

    public Exporter exporter(String module, int imageSize, int labels) {
        return exporter(module, imageSize, labels, ExportLimits.ofThisMachine());
    }

    public Exporter exporter(String module, int imageSize, int labels, ExportLimits limits) {
        return new Exporter(
                project,
                settings(module, imageSize, labels),
                report -> interpreter(),
                ExportCacheLimit.DEFAULT,
                limits);
    }
}
