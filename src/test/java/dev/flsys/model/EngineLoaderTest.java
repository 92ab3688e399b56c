package dev.flsys.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flsys.engine.InferenceDevice;
import dev.flsys.engine.file.ModelUnusable;
import dev.flsys.model.catalog.ModelFile;
import dev.flsys.testsupport.TestProject;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineLoaderTest {

    /** Fails: a file that is seen to be unusable needs no Python. */
    private static final StateDicts NO_PYTHON = new StateDicts() {
        @Override
        public Optional<ExportedForms> cached(ModelFile file) {
            throw new AssertionError(file);
        }

        @Override
        public ExportedForms export(ModelFile file, Consumer<String> report) {
            throw new AssertionError(file);
        }
    };

    @Test
    void a_file_that_is_no_model_is_refused_with_the_reason_of_the_list_and_without_python(@TempDir Path folder) {
        TestProject project = TestProject.in(folder);
        project.write("weights/a.pth", "version https://git-lfs.github.com/spec/v1\n");
        ModelFile file = project.catalog().require("a");
        EngineLoader loader = new EngineLoader(NO_PYTHON, InferenceDevice.AUTO);

        assertThat(loader.isQuick(file)).isTrue();
        assertThatThrownBy(() -> loader.load(file, step -> {}))
                .isInstanceOf(ModelUnusable.class)
                .hasFieldOrPropertyWithValue("status", 400)
                .hasMessageContaining("The model a cannot be used. The file is a Git LFS pointer");
        assertThatThrownBy(() -> loader.prepare(file, step -> {})).isInstanceOf(ModelUnusable.class);
    }

    private static List<String> names(TestProject project, String id) {
        return project.catalog().require(id).names(project.root());
    }

    @Test
    void the_names_of_a_file_are_those_of_the_folders_around_it(@TempDir Path folder) {
        TestProject project = TestProject.in(folder);
        project.write("weights/mnist/LeNet/checkpoints/best_model.pth.tar", TestProject.zip("x/data.pkl"));
        project.write("weights/VGG_round_3.pth", TestProject.zip("x/data.pkl"));
        assertThat(names(project, "LeNet_best_model")).containsExactly("LeNet", "mnist");
        assertThat(names(project, "VGG_round_3")).isEmpty();
    }
}
