package dev.flsys.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flsys.model.catalog.KeptModels;
import dev.flsys.model.catalog.ModelCatalog;
import dev.flsys.model.catalog.ModelOptionsFile;
import dev.flsys.model.catalog.ModelProblem;
import dev.flsys.settings.SettingsReport;
import dev.flsys.testsupport.TestProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelSeriesTest {

    private static final String RUN = "20261124-100000-00000001";
    private static final String OTHER_RUN = "20261124-100100-00000002";

    private final TestProject project;
    private final List<KeptModels.Kept> kept = new ArrayList<>();

    ModelSeriesTest(@TempDir Path folder) {
        project = TestProject.in(folder);
    }

    private ModelSeries series(String id) {
        ModelOptionsFile options = new ModelOptionsFile(project.project(), project.settings(), new SettingsReport());
        return ModelSeries.of(
                id,
                new ModelCatalog(
                        project.project(), project.settings(), options, () -> List.copyOf(kept), System::nanoTime));
    }

    private Path model(String name) {
        return project.copy("state_dict.pth", "weights/" + name + ".pth");
    }

    private static List<String> ids(ModelSeries series) {
        return series.rounds().stream().map(each -> each.file().id().value()).toList();
    }

    @Test
    void the_rounds_of_a_name_are_a_series_in_the_order_of_their_numbers() {
        model("net_round_10");
        model("net_round_9");
        model("other_round_1");
        model("net");
        ModelSeries series = series("net_round_9");
        assertThat(series.name()).isEqualTo("net");
        assertThat(series.run()).isNull();
        assertThat(ids(series)).containsExactly("net_round_9", "net_round_10");
    }

    @Test
    void the_rounds_that_are_kept_with_a_simulation_are_a_series_of_their_own() {
        Path file = model("net_round_1");
        for (String run : List.of(RUN, OTHER_RUN)) {
            kept.add(new KeptModels.Kept("net_round_1", run, file, file));
            kept.add(new KeptModels.Kept("net_round_2", run, file, file));
            kept.add(new KeptModels.Kept("checkpoint_3", run, file, file, "net", 3, false));
            kept.add(new KeptModels.Kept("net", run, file, file, "net", 3, true));
            kept.add(new KeptModels.Kept("net", run, file, file, "net", 4, true));
        }
        ModelSeries series = series("net_round_2@" + RUN);
        assertThat(series.run()).isEqualTo(RUN);
        assertThat(ids(series))
                .containsExactly(
                        "net_round_1@" + RUN,
                        "net_round_2@" + RUN,
                        "checkpoint_3@" + RUN + ":round_3",
                        "net@" + RUN + ".2");
    }

    @Test
    void the_latest_of_several_files_of_a_round_is_taken() throws IOException {
        Path old = model("net_round_1");
        model("net_round_1_acc_0.9");
        Files.setLastModifiedTime(old, FileTime.from(Instant.EPOCH));
        assertThat(ids(series("net_round_1"))).containsExactly("net_round_1_acc_0.9");
    }

    @Test
    void a_model_without_a_round_and_an_unknown_one_have_no_series() {
        model("net");
        assertThatThrownBy(() -> series("net"))
                .isInstanceOf(WeightsProblem.class)
                .hasMessage("The name of net has no round. Choose a model such as LeNet_round_3.");
        assertThatThrownBy(() -> series("none")).isInstanceOf(ModelProblem.class);
    }
}
