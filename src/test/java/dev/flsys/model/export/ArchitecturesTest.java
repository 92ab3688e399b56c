package dev.flsys.model.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.engine.EngineFile;
import dev.flsys.engine.EngineModel;
import dev.flsys.engine.Engines;
import dev.flsys.engine.InferenceDevice;
import dev.flsys.engine.file.ModelFormat;
import dev.flsys.engine.file.OnnxExternalData;
import dev.flsys.model.EngineLoader;
import dev.flsys.model.FilledForm;
import dev.flsys.model.catalog.ModelFile;
import dev.flsys.model.catalog.ModelOptions;
import dev.flsys.project.PrivateFiles;
import dev.flsys.python.PythonUnavailable;
import dev.flsys.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** New weights in the form of their architecture, compared with an export of the same weights by a real torch. */
class ArchitecturesTest {

    private static final String NETS = """
            import torch
            from torch import nn


            class Normed(nn.Module):
                def __init__(self):
                    super().__init__()
                    self.body = nn.Sequential(nn.Conv2d(3, 4, 3, bias=False), nn.BatchNorm2d(4), nn.ReLU())
                    self.head = nn.Linear(4, 3)

                def forward(self, x):
                    return self.head(self.body(x).mean(dim=(2, 3)))


            class Tied(nn.Module):
                def __init__(self):
                    super().__init__()
                    self.conv = nn.Conv2d(3, 3, 3, padding=1)
                    self.again = self.conv

                def forward(self, x):
                    return self.again(self.conv(x)).mean(dim=(2, 3))


            class Buffered(Normed):
                def __init__(self):
                    super().__init__()
                    self.register_buffer("shift", torch.zeros(3, 1, 1))

                def forward(self, x):
                    return super().forward(x + self.shift)


            class Transposed(Normed):
                def __init__(self):
                    super().__init__()
                    self.mix = nn.Parameter(torch.zeros(3, 3))

                def forward(self, x):
                    return super().forward(x) @ self.mix.t()


            class Wide(Normed):
                def __init__(self):
                    super().__init__()
                    self.wide = nn.Linear(4, 70_000)
                    self.head = nn.Linear(70_000, 3)


                def forward(self, x):
                    return self.head(torch.relu(self.wide(self.body(x).mean(dim=(2, 3)))))


            class WeightNormed(Normed):
                def __init__(self):
                    super().__init__()
                    self.head = nn.utils.weight_norm(nn.Linear(4, 3))


            class Spectral(Normed):
                def __init__(self):
                    super().__init__()
                    self.head = nn.utils.spectral_norm(nn.Linear(4, 3))


            class Indexed(Normed):
                def __init__(self):
                    super().__init__()
                    self.register_buffer("order", torch.tensor([2, 0, 1]))

                def forward(self, x):
                    return super().forward(x)[:, self.order]


            class Measured(Normed):
                # The mean becomes a constant of the graph.

                def forward(self, x):
                    return super().forward(x) * float(self.head.weight.mean())


            class Hidden(Normed):
                # The tracer does not see that the factor depends on weights.

                def forward(self, x):
                    return super().forward(x) * self.head.weight.data.abs().sum()


            class Branching(Normed):
                def forward(self, x):
                    y = super().forward(x)
                    return y if bool(self.head.bias.sum() > 0) else -y


            class Doubling(Normed):
                # Loads other weights than those in the file.

                def _load_from_state_dict(self, state, prefix, *rest):
                    super()._load_from_state_dict({k: 2 * v for k, v in state.items()}, prefix, *rest)

                def __init__(self):
                    super().__init__()
                    self.gain = nn.Parameter(torch.ones(1))

                def forward(self, x):
                    return super().forward(x) * self.gain
            """;

    private static final String WEIGHTS = """
            import sys, torch
            sys.path.insert(0, ".")
            import nets

            def weights(name, seed):
                torch.manual_seed(seed)
                return {k: torch.rand(v.shape) + 0.1 if v.is_floating_point() else v
                        for k, v in getattr(nets, name)().state_dict().items()}

            names = [n for n in dir(nets) if isinstance(getattr(nets, n), type)]
            for name in names:
                for seed in (1, 2):
                    torch.save(weights(name, seed), f"{name}_round_{seed}.pth")
            state = weights("Normed", 2)
            torch.save({k: v.half() if v.is_floating_point() else v for k, v in state.items()}, "Normed_round_20.pth")
            torch.save({**state, "head.bias": torch.full((3,), float("nan"))}, "Normed_round_21.pth")
            torch.save({**state, "head.weight": state["head.weight"].t().contiguous().t()}, "Normed_round_22.pth")
            torch.save({**weights("Indexed", 2), "order": torch.tensor([0, 1, 2])}, "Indexed_round_3.pth")
            for seed in (1, 2):
                torch.save({"state": {"module." + k: v for k, v in weights("Normed", seed).items()}, "epoch": seed},
                           f"wrapped_round_{seed}.pth")
                torch.save(weights("Normed", seed), f"old_round_{seed}.pth", _use_new_zipfile_serialization=False)
                torch.save(list(weights("Normed", seed).values()), f"listed_round_{seed}.pth")
            open("cut.pth", "wb").write(open("Normed_round_2.pth", "rb").read()[:-100])
            """;

    @TempDir
    static Path folder;

    private static TorchProject torch;

    @BeforeAll
    static void make_the_project() throws IOException, InterruptedException {
        torch = TorchProject.in(folder);
        torch.write("nets.py", NETS);
        torch.python(WEIGHTS);
    }

    @BeforeEach
    void forget_all_architectures() throws IOException {
        PrivateFiles.deleteTree(architectures());
    }

    private static Path architectures() {
        return torch.project.ownFolder().resolve("architectures");
    }

    private static ModelFile file(String name, String id) throws IOException {
        return torch.file(name, id, TorchProject.options(8, 3));
    }

    private static ModelFile file(String name) throws IOException {
        return file(name, name);
    }

    /** Exports by Python, and loads the result as the service does. */
    private static void exportOnce(ModelFile file) throws InterruptedException {
        new EngineLoader(torch.stateDicts("nets", 8, 3), InferenceDevice.AUTO)
                .load(file, step -> {})
                .close();
    }

    private static ExportedStateDicts withoutPython() {
        return withoutPython("nets", TorchProject.options(8, 3));
    }

    private static ExportedStateDicts withoutPython(String module, ModelOptions options) {
        return new ExportedStateDicts(new Exporter(
                torch.project,
                torch.settings(
                        module, options.picture().imageSize(), options.labels().size()),
                report -> {
                    throw new PythonUnavailable("none here");
                },
                ExportCacheLimit.DEFAULT,
                ExportLimits.ofThisMachine()));
    }

    private static boolean isFilled(ModelFile file) {
        Optional<FilledForm> form = withoutPython().filled(file);
        form.ifPresent(FilledForm::close);
        return form.isPresent();
    }

    private static byte[] filled(ModelFile file) throws IOException {
        try (FilledForm form = withoutPython().filled(file).orElseThrow()) {
            return Files.readAllBytes(form.file().path());
        }
    }

    private static byte[] exported(ModelFile file) throws IOException, InterruptedException {
        CachedExport exported = torch.exporter("nets", 8, 3).export(file, step -> {});
        return Files.readAllBytes(exported.onnx().orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Normed", "Tied", "Buffered", "Transposed", "WeightNormed", "Spectral", "Indexed"})
    void new_weights_give_the_file_that_python_writes_for_them(String name) throws Exception {
        exportOnce(file(name + "_round_1"));
        assertThat(filled(file(name + "_round_2"))).isEqualTo(exported(file(name + "_round_2")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Measured", "Hidden", "Branching", "Doubling"})
    void a_graph_that_depends_on_the_weights_is_no_architecture(String name) throws Exception {
        exportOnce(file(name + "_round_1"));
        assertThat(isFilled(file(name + "_round_2"))).isFalse();
        assertThat(architectures()).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"wrapped", "old", "listed"})
    void weights_may_be_wrapped_or_in_another_form(String name) throws Exception {
        exportOnce(file(name + "_round_1", "Normed_round_1"));
        assertThat(filled(file(name + "_round_2", "Normed_round_2"))).isEqualTo(exported(file("Normed_round_2")));
    }

    @Test
    void a_transposed_tensor_in_the_file_is_copied_row_by_row() throws Exception {
        exportOnce(file("Normed_round_1"));
        assertThat(filled(file("Normed_round_22"))).isEqualTo(exported(file("Normed_round_2")));
    }

    @Test
    void other_values_of_a_tensor_that_is_part_of_the_graph_need_python() throws Exception {
        exportOnce(file("Indexed_round_1"));
        assertThat(isFilled(file("Indexed_round_3"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Normed_round_20", "cut"})
    void weights_of_another_type_and_damaged_files_need_python(String name) throws Exception {
        exportOnce(file("Normed_round_1"));
        assertThat(isFilled(file(name, "Normed_round_9"))).isFalse();
    }

    @Test
    void a_model_is_loaded_without_python_once_its_architecture_was_exported() throws Exception {
        exportOnce(file("Normed_round_1"));
        ExportCacheLimit.remove(torch.project.ownFolder().resolve("cache"));
        EngineLoader loader = new EngineLoader(withoutPython(), InferenceDevice.AUTO);
        try (EngineModel model =
                loader.loadIfQuick(file("Normed_round_2"), step -> {}).orElseThrow()) {
            assertThat(model.runsAs()).isEqualTo(ModelFormat.ONNX);
            assertThat(model.file().className()).contains("Normed");
            assertThat(model.file().path()).doesNotExist();
            assertThat(model.file().inputs()).hasSize(1);
            float[] picture = ExportProbe.picture(3, 3, 8);
            exportOnce(file("Normed_round_2"));
            try (EngineModel exported = new EngineLoader(torch.stateDicts("nets", 8, 3), InferenceDevice.AUTO)
                    .load(file("Normed_round_2"), step -> {})) {
                assertThat(model.forward(picture, 1, 3, 8, 8)[0])
                        .containsExactly(exported.forward(picture, 1, 3, 8, 8)[0]);
            }
        }
    }

    @Test
    void large_weights_are_mapped_and_give_the_same_answers_and_gradients() throws Exception {
        exportOnce(file("Wide_round_1"));
        EngineLoader loader = new EngineLoader(withoutPython(), InferenceDevice.AUTO);
        try (EngineModel model =
                        loader.loadIfQuick(file("Wide_round_2"), step -> {}).orElseThrow();
                EngineModel exported = new EngineLoader(torch.stateDicts("nets", 8, 3), InferenceDevice.AUTO)
                        .load(file("Wide_round_2"), step -> {})) {
            assertThat(workFolders()).isEmpty();
            float[] picture = ExportProbe.picture(3, 3, 8);
            assertThat(model.forward(picture, 1, 3, 8, 8)[0]).containsExactly(exported.forward(picture, 1, 3, 8, 8)[0]);
            float[] seed = {1, 0, 0};
            assertThat(model.gradients(picture, seed).gradients())
                    .containsExactly(exported.gradients(picture, seed).gradients());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Normed", "Tied", "Buffered", "Transposed", "WeightNormed", "Spectral", "Indexed", "Wide"})
    void weights_beside_the_graph_give_the_same_answers(String name) throws Exception {
        exportOnce(file(name + "_round_1"));
        Path beside = Files.createTempDirectory(folder, "beside").resolve("model.onnx");
        Path inside = beside.resolveSibling("inside.onnx");
        try (WeightsFile weights = WeightsFile.open(file(name + "_round_2").path())) {
            FilledFile filled = new FilledFile(Architecture.read(entries().get(0)), weights);
            assertThat(filled.writeOutside(beside, 1)).isTrue();
            filled.write(inside);
        }
        assertThat(OnnxExternalData.locations(beside)).containsExactly(OutsideWeights.FILE);
        assertThat(Files.size(beside)).isLessThan(Files.size(inside) + 4_096);
        try (EngineModel one = load(beside);
                EngineModel other = load(inside)) {
            for (int number = 0; number < 12; number++) {
                float[] picture = ExportProbe.picture(number, 3, 8);
                assertThat(one.forward(picture, 1, 3, 8, 8)[0]).containsExactly(other.forward(picture, 1, 3, 8, 8)[0]);
            }
        }
    }

    private static EngineModel load(Path onnx) {
        EngineFile file = new EngineFile(onnx, ModelFormat.ONNX, Optional.empty(), Optional.empty(), List.of(), true);
        return Engines.load(file, InferenceDevice.AUTO, 3, 8, 8);
    }

    @Test
    void weights_that_are_not_numbers_are_left_to_the_exporter() throws Exception {
        exportOnce(file("Normed_round_1"));
        EngineLoader loader = new EngineLoader(withoutPython(), InferenceDevice.AUTO);
        assertThat(isFilled(file("Normed_round_21"))).isTrue();
        assertThat(loader.loadIfQuick(file("Normed_round_21"), step -> {})).isEmpty();
        assertThat(workFolders()).isEmpty();
    }

    @Test
    void an_architecture_is_of_its_id_without_endings_and_of_its_options() throws Exception {
        exportOnce(file("Normed_round_1"));
        assertThat(isFilled(file("Normed_round_2", "Normed_2026-01-31_12-00-00_best")))
                .isTrue();
        assertThat(isFilled(file("Normed_round_2", "Buffered_round_2"))).isFalse();
        ModelOptions larger = TorchProject.options(16, 3);
        assertThat(withoutPython("nets", larger).filled(torch.file("Normed_round_2", "Normed_round_2", larger)))
                .isEmpty();
    }

    @Test
    void a_changed_definition_needs_python_again() throws Exception {
        exportOnce(file("Normed_round_1"));
        torch.write("nets.py", NETS + "\n# changed\n");
        try {
            assertThat(isFilled(file("Normed_round_2"))).isFalse();
        } finally {
            torch.write("nets.py", NETS);
        }
        assertThat(isFilled(file("Normed_round_2"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {Architecture.GRAPH, Architecture.DESCRIPTION})
    void a_damaged_or_shortened_entry_is_not_used(String name) throws Exception {
        exportOnce(file("Normed_round_1"));
        Path damaged = entries().get(0).resolve(name);
        byte[] content = Files.readAllBytes(damaged);
        for (int at = 0; at < content.length; at += 97) {
            byte[] changed = content.clone();
            changed[at] ^= 1;
            Files.write(damaged, changed);
            assertThat(isFilled(file("Normed_round_2"))).as("byte %d", at).isFalse();
        }
        Files.write(damaged, Arrays.copyOf(content, content.length / 2));
        assertThat(isFilled(file("Normed_round_2"))).isFalse();
        Files.delete(damaged);
        assertThat(isFilled(file("Normed_round_2"))).isFalse();

        exportOnce(file("Normed_round_1"));
        assertThat(isFilled(file("Normed_round_2"))).isTrue();
    }

    @Test
    void many_threads_may_keep_and_fill_one_architecture() throws Exception {
        exportOnce(file("Normed_round_1"));
        PrivateFiles.deleteTree(architectures());
        byte[] expected = exported(file("Normed_round_2"));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            Callable<byte[]> both = () -> {
                exportOnce(file("Normed_round_1"));
                return filled(file("Normed_round_2"));
            };
            for (Future<byte[]> each : threads.invokeAll(List.of(both, both, both, both))) {
                assertThat(each.get()).isEqualTo(expected);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(entries()).hasSize(1);
        assertThat(workFolders()).isEmpty();
    }

    @Test
    void old_architectures_that_nobody_used_are_removed_beyond_the_limit() throws Exception {
        for (int i = 0; i < 300; i++) {
            Path old = Files.createDirectories(architectures().resolve(String.format("%032x", i)));
            Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        }
        exportOnce(file("Normed_round_1"));
        assertThat(entries()).hasSize(256);
        assertThat(isFilled(file("Normed_round_2"))).isTrue();
    }

    private static List<Path> entries() throws IOException {
        try (Stream<Path> entries = Files.list(architectures())) {
            return entries.filter(entry -> !entry.getFileName().toString().startsWith("."))
                    .toList();
        }
    }

    private static Optional<Path> workFolders() throws IOException {
        try (Stream<Path> entries = Files.walk(torch.project.ownFolder())) {
            return entries.filter(entry -> entry.getFileName().toString().startsWith(WorkFolder.PREFIX))
                    .findFirst();
        }
    }
}
