package dev.flsys.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.project.FlowerProject;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sample ships what its state dicts become, so that a newcomer's first prediction needs no Python. */
class SampleCacheTest {

    @ParameterizedTest
    @ValueSource(strings = {"LeNet", "LeNet_round_3", "TinyResNet", "LeNet_20261122_050649"})
    void a_state_dict_of_the_sample_is_executable_without_python(String id) {
        FlowerProject project = new FlowerProject(Path.of("flower-project-sample"));
        ModelSettings settings = new ModelSettings(
                project.root().resolve("saved_models"),
                DefinitionModule.find("model", project).orElseThrow(),
                List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"),
                32,
                8);
        Exporter.Python none = report -> {
            throw new AssertionError("Python was asked for");
        };
        try (Exporter exporter =
                new Exporter(project, settings, none, ExportCacheLimit.DEFAULT, ExportLimits.DEFAULT)) {
            ModelFile file = new ModelCatalog(project, settings).require(id);
            assertThat(file.format()).isEqualTo(ModelFormat.STATE_DICT);
            Optional<Exported> exported = exporter.cached(file);
            assertThat(exported).isPresent();
            assertThat(exported.orElseThrow().outputs()).isEqualTo(10);
        }
    }
}
