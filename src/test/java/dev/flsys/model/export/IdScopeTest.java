package dev.flsys.model.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flsys.engine.InferenceDevice;
import dev.flsys.engine.file.ModelUnusable;
import dev.flsys.model.EngineLoader;
import dev.flsys.model.FilledForm;
import dev.flsys.model.catalog.ModelFile;
import dev.flsys.model.catalog.ModelOptions;
import dev.flsys.project.PrivateFiles;
import dev.flsys.python.PythonUnavailable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files whose ids name no class, in a project of several classes and with a real torch. */
class IdScopeTest {

    private static final String NETS = """
            import torch
            from torch import nn


            class Only(nn.Module):
                def __init__(self):
                    super().__init__()
                    self.head = nn.Linear(3, 3)

                def forward(self, x):
                    return self.head(x.mean(dim=(2, 3)))


            class Gained(Only):
                def __init__(self):
                    super().__init__()
                    self.gain = nn.Parameter(torch.ones(1))

                def forward(self, x):
                    return super().forward(x) * self.gain


            class Twin(nn.Module):
                def __init__(self):
                    super().__init__()
                    self.twin = nn.Linear(3, 3)

                def forward(self, x):
                    return self.twin(x.mean(dim=(2, 3)))


            class Double(Twin):
                def forward(self, x):
                    return 2 * super().forward(x)


            def build() -> nn.Module:
                return Only()
            """;

    /** The length of the id is part of the network. */
    private static final String WORDS = """
            from torch import nn


            class Worded(nn.Module):
                def __init__(self, arch):
                    super().__init__()
                    self.length = float(len(arch))
                    self.worded = nn.Linear(3, 3)

                def forward(self, x):
                    return self.worded(x.mean(dim=(2, 3))) * self.length
            """;

    private static final String WEIGHTS = """
            import sys, torch
            sys.path.insert(0, ".")
            import nets, words

            def save(net, seed, *names):
                torch.manual_seed(seed)
                for name in names:
                    torch.save({k: torch.rand(v.shape) + 0.1 for k, v in net.state_dict().items()}, f"{name}.pth")

            save(nets.Only(), 1, "shared_round_1")
            save(nets.Only(), 2, "shared_round_2", "Gained_copy", "Gained_best")
            for seed in (1, 2):
                save(nets.Gained(), seed, f"more_round_{seed}")
                save(words.Worded("a"), seed, f"texts_round_{seed}")
                save(nets.Twin(), seed, f"twins_round_{seed}")
            """;

    @TempDir
    static Path folder;

    private static TorchProject torch;

    @BeforeAll
    static void make_the_project() throws IOException, InterruptedException {
        torch = TorchProject.in(folder);
        torch.write("nets.py", NETS);
        torch.write("words.py", WORDS);
        torch.python(WEIGHTS);
    }

    @BeforeEach
    void forget_all_architectures() throws IOException {
        PrivateFiles.deleteTree(torch.project.ownFolder().resolve("architectures"));
    }

    private static ModelFile file(String name, String id) throws IOException {
        return torch.file(name, id, TorchProject.options(8, 3));
    }

    private static void exportOnce(ModelFile file) throws InterruptedException {
        exportOnce("nets", file);
    }

    private static void exportOnce(String module, ModelFile file) throws InterruptedException {
        new EngineLoader(torch.stateDicts(module, 8, 3), InferenceDevice.AUTO)
                .load(file, step -> {})
                .close();
    }

    private static Optional<FilledForm> form(ModelFile file) {
        return form("nets", file);
    }

    private static Optional<FilledForm> form(String module, ModelFile file) {
        Exporter withoutPython = new Exporter(
                torch.project,
                torch.settings(module, 8, 3),
                report -> {
                    throw new PythonUnavailable("none here");
                },
                ExportCacheLimit.DEFAULT,
                ExportLimits.ofThisMachine());
        return new ExportedStateDicts(withoutPython).filled(file);
    }

    private static boolean isFilled(ModelFile file) {
        Optional<FilledForm> form = form(file);
        form.ifPresent(FilledForm::close);
        return form.isPresent();
    }

    @Test
    void files_that_name_no_class_share_the_form_of_the_only_class_that_fits() throws Exception {
        exportOnce(file("shared_round_1", "first"));
        CachedExport exported = torch.exporter("nets", 8, 3).export(file("shared_round_2", "another"), step -> {});
        try (FilledForm form = form(file("shared_round_2", "another")).orElseThrow()) {
            assertThat(form.file().className()).contains("Only");
            assertThat(form.file().path())
                    .hasSameBinaryContentAs(exported.onnx().orElseThrow());
        }
        assertThat(isFilled(file("more_round_1", "another"))).isFalse();
        exportOnce(file("more_round_1", "third"));
        try (FilledForm form = form(file("more_round_2", "another")).orElseThrow()) {
            assertThat(form.file().className()).contains("Gained");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Gained", "gai-ned_final", "GAINED_round_3_best", "build"})
    void an_id_that_names_a_class_or_function_is_left_to_the_exporter(String id) throws Exception {
        exportOnce(file("shared_round_1", "first"));
        assertThat(isFilled(file("shared_round_2", id))).isFalse();
        assertThat(isFilled(file("shared_round_2", "x" + id))).isTrue();
    }

    @Test
    void a_file_that_is_named_after_a_class_is_left_to_the_exporter() throws Exception {
        exportOnce(file("shared_round_1", "first"));
        assertThat(isFilled(file("Gained_copy", "another"))).isTrue();
        assertThat(isFilled(file("Gained_best", "another"))).isFalse();
    }

    @Test
    void the_form_of_an_id_that_names_its_class_is_not_that_of_other_ids() throws Exception {
        exportOnce(file("shared_round_1", "Only"));
        assertThat(isFilled(file("shared_round_2", "Only_round_2"))).isTrue();
        assertThat(isFilled(file("shared_round_2", "another"))).isFalse();
    }

    @Test
    void the_form_of_a_class_in_the_options_serves_all_ids_with_these_options() throws Exception {
        ModelOptions plain = TorchProject.options(8, 3);
        ModelOptions written = new ModelOptions(
                Optional.of("Double"),
                plain.arguments(),
                plain.labels(),
                plain.picture(),
                plain.activation(),
                Optional.empty());
        exportOnce(torch.file("twins_round_1", "first", written));
        try (FilledForm form =
                form(torch.file("twins_round_2", "Gained", written)).orElseThrow()) {
            assertThat(form.file().className()).contains("Double");
        }
        assertThat(isFilled(file("twins_round_2", "another"))).isFalse();
    }

    @Test
    void the_form_of_an_id_that_is_an_argument_is_not_that_of_other_ids() throws Exception {
        exportOnce("words", file("texts_round_1", "wide"));
        try (FilledForm form =
                form("words", file("texts_round_2", "wide_round_2")).orElseThrow()) {
            assertThat(form.file().className()).contains("Worded");
        }
        assertThat(form("words", file("texts_round_2", "other"))).isEmpty();
    }

    @Test
    void two_classes_that_fit_are_an_error_that_names_both() {
        assertThatThrownBy(() -> exportOnce(file("twins_round_1", "first")))
                .isInstanceOf(ModelUnusable.class)
                .hasMessageContainingAll("Several classes fit", "Twin", "Double");
    }
}
