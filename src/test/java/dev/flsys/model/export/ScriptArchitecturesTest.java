package dev.flsys.model.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.engine.EngineModel;
import dev.flsys.engine.InferenceDevice;
import dev.flsys.engine.file.ModelFormat;
import dev.flsys.model.EngineLoader;
import dev.flsys.model.FilledForm;
import dev.flsys.model.catalog.ModelFile;
import dev.flsys.project.PrivateFiles;
import dev.flsys.python.PythonUnavailable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** New weights in the TorchScript form of networks that have no ONNX form, compared with torch itself. */
class ScriptArchitecturesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String NETS = """
            import torch
            from torch import nn


            class Pooled(nn.Module):
                # Pools 6 pixels to 5, which the older exporter of torch refuses.

                def __init__(self):
                    super().__init__()
                    self.body = nn.Sequential(nn.Conv2d(3, 4, 3, bias=False), nn.Sequential(nn.BatchNorm2d(4), nn.ReLU()))
                    self.head = nn.Linear(4, 3)

                def forward(self, x):
                    return self.head(nn.functional.adaptive_avg_pool2d(self.body(x), 5).mean(dim=(2, 3)))


            class Tied(Pooled):
                def __init__(self):
                    super().__init__()
                    self.again = self.head
                    self.register_buffer("shift", torch.zeros(3))
                    self.mix = nn.Parameter(torch.zeros(3, 3))

                def forward(self, x):
                    return (super().forward(x) + self.shift + self.again.bias) @ self.mix.t()


            class Deep(Pooled):
                def __init__(self):
                    super().__init__()
                    self.blocks = nn.ModuleList(Pooled() for _ in range(2))

                def forward(self, x):
                    return super().forward(x) + sum(block(x) for block in self.blocks)


            class Branching(Pooled):
                # Traces differ with the picture, so it is scripted.

                def forward(self, x):
                    y = self.head(nn.functional.adaptive_avg_pool2d(self.body(x), 5).mean(dim=(2, 3)))
                    rows = []
                    for i in range(x.size(0)):
                        rows.append(-y[i] if bool(x[i].mean() > 0) else y[i])
                    return torch.stack(rows)


            class Hidden(Pooled):
                # The weights are a constant of the trace, too.

                def forward(self, x):
                    return super().forward(x) * self.head.weight.data.abs().sum()


            class Measured(Pooled):
                # The mean becomes a constant of the trace.

                def forward(self, x):
                    return super().forward(x) * float(self.head.weight.mean())


            class Shared(Pooled):
                # One storage has two parameters.

                def __init__(self):
                    super().__init__()
                    both = torch.zeros(2, 3)
                    self.first = nn.Parameter(both[0])
                    self.second = nn.Parameter(both[1])

                def forward(self, x):
                    return super().forward(x) * self.first + self.second
            """;

    private static final String WEIGHTS = """
            import sys, torch
            sys.path.insert(0, ".")
            import nets

            def weights(name, seed):
                torch.manual_seed(seed)
                state = getattr(nets, name)().state_dict()
                made = {k: torch.rand(v.shape) + 0.1 if v.is_floating_point() else v + 7 * seed for k, v in state.items()}
                for k in made:
                    if k.startswith("again."):
                        made[k] = made["head." + k[6:]].clone()
                return made

            for name in [n for n in dir(nets) if isinstance(getattr(nets, n), type)]:
                for seed in (1, 2):
                    torch.save(weights(name, seed), f"{name}_round_{seed}.pth")
            state = weights("Pooled", 2)
            for number, type in ((20, torch.float16), (21, torch.bfloat16)):
                torch.save({k: v.to(type) if v.is_floating_point() else v for k, v in state.items()},
                           f"Pooled_round_{number}.pth")
            torch.save({**state, "head.weight": state["head.weight"].t().contiguous().t()}, "Pooled_round_22.pth")
            torch.save({**state, "head.weight": torch.rand(4, 3)}, "Pooled_round_23.pth")
            torch.save({k: v for k, v in state.items() if k != "head.bias"}, "Pooled_round_24.pth")
            torch.save({**state, "head.bias": torch.full((3,), float("nan"))}, "Pooled_round_25.pth")
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
        PrivateFiles.deleteTree(torch.project.ownFolder().resolve("architectures"));
    }

    private static ModelFile file(String name) throws IOException {
        return torch.file(name, name, TorchProject.options(8, 3));
    }

    private static CachedExport export(String name) throws IOException, InterruptedException {
        return torch.exporter("nets", 8, 3).export(file(name), step -> {});
    }

    /** Exports by Python, and loads the result as the service does. */
    private static void exportOnce(String name) throws IOException, InterruptedException {
        assumeTrue(export(name).onnx().isEmpty(), "This torch can export it to ONNX");
        new EngineLoader(torch.stateDicts("nets", 8, 3), InferenceDevice.AUTO)
                .load(file(name), step -> {})
                .close();
    }

    private static ExportedStateDicts withoutPython() {
        return new ExportedStateDicts(new Exporter(
                torch.project,
                torch.settings("nets", 8, 3),
                report -> {
                    throw new PythonUnavailable("none here");
                },
                ExportCacheLimit.DEFAULT,
                ExportLimits.ofThisMachine()));
    }

    private static boolean isFilled(String name) throws IOException {
        Optional<FilledForm> form = withoutPython().filled(file(name));
        form.ifPresent(FilledForm::close);
        return form.isPresent();
    }

    /** The SHA-256 of the archive that torch writes for these weights. */
    private static String byPython(String name) throws IOException, InterruptedException {
        JsonNode entry =
                JSON.readTree(export(name).folder().resolve("export.json").toFile());
        return entry.path("architecture").path("sha256").asText();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Pooled", "Tied", "Deep", "Hidden"})
    void new_weights_give_the_archive_that_python_writes_for_them(String name) throws Exception {
        exportOnce(name + "_round_1");
        try (FilledForm form = withoutPython().filled(file(name + "_round_2")).orElseThrow()) {
            assertThat(form.file().format()).isEqualTo(ModelFormat.TORCHSCRIPT);
            assertThat(FileHashes.sha256(form.file().path())).isEqualTo(byPython(name + "_round_2"));
            requireIntact(form.file().path());
        }
        assertSameAnswers(name + "_round_2");
    }

    private static void assertSameAnswers(String name) throws IOException, InterruptedException {
        EngineLoader loader = new EngineLoader(withoutPython(), InferenceDevice.AUTO);
        try (EngineModel model = loader.loadIfQuick(file(name), step -> {}).orElseThrow();
                EngineModel exported = new EngineLoader(torch.stateDicts("nets", 8, 3), InferenceDevice.AUTO)
                        .load(file(name), step -> {})) {
            assertThat(model.file().detail().orElseThrow()).contains("put into that export without Python");
            for (int number = 0; number < ExportProbe.PICTURES - 1; number++) {
                float[] picture = ExportProbe.picture(number, 3, 8);
                assertThat(model.forward(picture, 1, 3, 8, 8)[0])
                        .containsExactly(exported.forward(picture, 1, 3, 8, 8)[0], Offset.offset(1e-3f));
            }
        }
    }

    private static void requireIntact(Path archive) throws IOException {
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                CRC32 crc = new CRC32();
                try (InputStream bytes = zip.getInputStream(entry)) {
                    crc.update(bytes.readAllBytes());
                }
                assertThat(crc.getValue()).as(entry.getName()).isEqualTo(entry.getCrc());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Measured", "Shared"})
    void an_archive_that_depends_on_the_weights_is_no_architecture(String name) throws Exception {
        exportOnce(name + "_round_1");
        assertThat(isFilled(name + "_round_2")).isFalse();
    }

    @Test
    void branches_of_a_script_stay_in_its_form() throws Exception {
        exportOnce("Branching_round_1");
        assumeTrue(export("Branching_round_1").madeBy().contains("script"), "This torch traces it");
        assertSameAnswers("Branching_round_2");
    }

    @Test
    void a_transposed_tensor_is_copied_row_by_row_and_others_need_python() throws Exception {
        exportOnce("Pooled_round_1");
        try (FilledForm form = withoutPython().filled(file("Pooled_round_22")).orElseThrow()) {
            assertThat(FileHashes.sha256(form.file().path())).isEqualTo(byPython("Pooled_round_2"));
        }
        for (String other : new String[] {"20", "21", "23", "24"}) {
            assertThat(isFilled("Pooled_round_" + other)).as(other).isFalse();
        }
        assertThat(new EngineLoader(withoutPython(), InferenceDevice.AUTO)
                        .loadIfQuick(file("Pooled_round_25"), step -> {}))
                .as("not finite")
                .isEmpty();
    }
}
