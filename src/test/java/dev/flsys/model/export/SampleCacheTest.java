package dev.flsys.model.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.engine.file.ModelFormat;
import dev.flsys.model.catalog.DefinitionModule;
import dev.flsys.model.catalog.ModelFile;
import dev.flsys.model.catalog.ModelId;
import dev.flsys.model.catalog.ModelSettings;
import dev.flsys.project.FlowerProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sample contains the exports of its state dicts, so the first prediction needs no Python. */
class SampleCacheTest {

    @ParameterizedTest
    @ValueSource(strings = {"LeNet", "LeNet_round_3", "TinyResNet", "LeNet_20261122_050649"})
    void a_state_dict_of_the_sample_loads_without_python(String id) throws IOException {
        FlowerProject project = new FlowerProject(Path.of("flower-project-sample"));
        ModelSettings settings = new ModelSettings(
                project.root().resolve("saved_models"),
                DefinitionModule.find("model", project).orElseThrow(),
                TorchProject.options(32, 10),
                8);
        Exporter.Python none = report -> {
            throw new AssertionError("Python was asked for");
        };
        try (Exporter exporter =
                new Exporter(project, settings, none, ExportCacheLimit.DEFAULT, ExportLimits.ofThisMachine())) {
            Path weights = project.root().resolve("saved_models/" + id + ".pth");
            Path ofRun = project.root().resolve("global_models/" + id + "/best_model.pth");
            Path path = Files.exists(weights) ? weights : ofRun;
            ModelFile file = new ModelFile(
                    new ModelId(id),
                    path,
                    false,
                    ModelFormat.STATE_DICT,
                    Files.size(path),
                    Instant.EPOCH,
                    TorchProject.options(32, 10));
            Optional<CachedExport> exported = exporter.cached(file);
            assertThat(exported).isPresent();
            assertThat(exported.orElseThrow().outputs()).isEqualTo(10);
            try (FilledExport filled = exporter.filled(file).orElseThrow()) {
                assertThat(filled.file())
                        .hasSameBinaryContentAs(exported.get().onnx().orElseThrow());
            }
        }
    }
}
