package dev.flsys.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.flsys.engine.AnswerCheck;
import dev.flsys.engine.EngineFile;
import dev.flsys.engine.EngineModel;
import dev.flsys.engine.Engines;
import dev.flsys.engine.InferenceDevice;
import dev.flsys.engine.file.ModelFormat;
import dev.flsys.model.catalog.ModelFile;
import dev.flsys.model.export.TorchProject;
import dev.flsys.testsupport.TestProject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The format that runs a state dict, with a real torch and the service's own libtorch and onnxruntime. */
class FastFormTest {

    private static final String NETS = """
            import torch
            from torch import nn


            class Net(nn.Module):
                def __init__(self):
                    super().__init__()
                    self.body = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.Dropout())
                    self.head = nn.Linear(4, 3)

                def forward(self, x):
                    return self.head(self.body(x).mean(dim=(2, 3)))


            class Branches(Net):
                def forward(self, x):
                    y = self.body(x).mean(dim=(2, 3))
                    if bool(x.sum() > 0):
                        return self.head(y)
                    return -self.head(y)


            class BuiltInBatch(Net):
                def forward(self, x):
                    return self.head(self.body(x).mean(dim=(2, 3)).reshape(int(x.shape[0]), 4))


            class Normalised(Net):
                def forward(self, x):
                    return self.head(nn.functional.layer_norm(self.body(x).mean(dim=(2, 3)), (4,)))


            class Dark(Net):
                def forward(self, x):
                    return super().forward(x) / torch.relu(x).amax(dim=(1, 2, 3)).unsqueeze(1)


            class Pooled(Net):
                def forward(self, x):
                    return self.head(nn.functional.adaptive_avg_pool2d(self.body(x), 5).mean(dim=(2, 3)))
            """;

    @TempDir
    static Path folder;

    private static TorchProject torch;

    @BeforeAll
    static void make_the_project() throws IOException, InterruptedException {
        torch = TorchProject.in(folder);
        torch.write("nets.py", NETS);
        torch.python("import sys, torch; sys.path.insert(0, '.'); import nets; torch.manual_seed(0);"
                + " torch.save(nets.Net().state_dict(), 'Net.pth')");
    }

    private static ModelFile file(String id) throws IOException {
        return torch.file("Net", id, TorchProject.options(8, 3));
    }

    private static EngineModel load(StateDicts stateDicts, String id) throws Exception {
        return new EngineLoader(stateDicts, InferenceDevice.AUTO).load(file(id), step -> {});
    }

    @ParameterizedTest
    @ValueSource(strings = {"Net", "Normalised", "BuiltInBatch", "Branches"})
    void a_state_dict_runs_as_onnx_with_the_answers_of_its_torchscript(String id) throws Exception {
        StateDicts stateDicts = torch.stateDicts("nets", 8, 3);
        try (EngineModel model = load(stateDicts, id);
                EngineModel torchScript = Engines.load(
                        stateDicts.cached(file(id)).orElseThrow().torchScript(), InferenceDevice.AUTO, 3, 8, 8)) {
            assertThat(model.runsAs()).as(model.detail().orElse("")).isEqualTo(ModelFormat.ONNX);
            assertThat(model.detail().orElseThrow())
                    .startsWith("Exported by torch ")
                    .contains("same answers as TorchScript");
            Random random = new Random(3);
            for (int batch = 1; batch <= 5; batch++) {
                float[] input = new float[batch * 3 * 8 * 8];
                for (int i = 0; i < input.length; i++) {
                    input[i] = (float) random.nextGaussian() + batch - 3;
                }
                float[][] expected = torchScript.forward(input, batch, 3, 8, 8);
                float[][] answers = model.forward(input, batch, 3, 8, 8);
                for (int row = 0; row < batch; row++) {
                    assertThat(answers[row]).containsExactly(expected[row], within(1e-5f));
                }
            }
        }
    }

    @Test
    void a_model_without_comparable_answers_runs_as_torchscript() throws Exception {
        assertTorchScript(load(torch.stateDicts("nets", 8, 3), "Dark"), "not all answers are finite numbers");
    }

    @Test
    void a_model_without_an_onnx_form_runs_as_torchscript_and_gives_the_reason() throws Exception {
        StateDicts stateDicts = torch.stateDicts("nets", 8, 3);
        stateDicts.export(file("Pooled"), step -> {});
        assumeTrue(stateDicts.cached(file("Pooled")).orElseThrow().onnx().isEmpty(), "This torch can export it");
        assertTorchScript(load(stateDicts, "Pooled"), "There is no ONNX form: ");
    }

    @Test
    void an_onnx_form_with_other_answers_is_not_used() throws Exception {
        List<EngineModel> asked = new ArrayList<>();
        AnswerCheck check = model -> {
            asked.add(model);
            return Optional.of("gives other answers, by 1");
        };
        assertTorchScript(load(forms("tiny.pt", "other.onnx", check), "Net"), "that form gives other answers, by 1.");
        assertThat(asked).hasSize(1).allSatisfy(FastFormTest::assertClosed);
    }

    @Test
    void an_onnx_form_whose_check_breaks_is_closed() throws Exception {
        List<EngineModel> asked = new ArrayList<>();
        AnswerCheck check = model -> {
            asked.add(model);
            throw new IllegalStateException("broken");
        };
        assertThatThrownBy(() -> load(forms("tiny.pt", "other.onnx", check), "Net"))
                .hasMessage("broken");
        assertThat(asked).hasSize(1).allSatisfy(FastFormTest::assertClosed);
    }

    private static void assertClosed(EngineModel onnx) {
        assertThatThrownBy(() -> onnx.forward(new float[3 * 8 * 8], 1, 3, 8, 8)).hasMessageContaining("closed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"state_dict.pth", "two_inputs.onnx", "sixteen_pixels.onnx"})
    void an_onnx_form_that_does_not_load_is_not_used(String onnx) throws Exception {
        AnswerCheck check = model -> Optional.empty();
        assertTorchScript(load(forms("tiny.pt", onnx, check), "Net"), "ONNX is not used: that form ");
    }

    private static void assertTorchScript(EngineModel loaded, String reason) {
        try (loaded) {
            assertThat(loaded.runsAs()).isEqualTo(ModelFormat.TORCHSCRIPT);
            assertThat(loaded.detail().orElseThrow()).contains(reason).doesNotContain(folder.toString());
            assertThat(loaded.forward(new float[3 * 8 * 8], 1, 3, 8, 8)).hasDimensions(1, 3);
        }
    }

    /** State dicts that all have these two files as exports. */
    private static StateDicts forms(String torchScript, String onnx, AnswerCheck check) {
        TestProject files = TestProject.in(folder);
        ExportedForms forms = new ExportedForms(
                new EngineFile(files.copy(torchScript, torchScript), ModelFormat.TORCHSCRIPT),
                Optional.of(new EngineFile(files.copy(onnx, onnx), ModelFormat.ONNX)),
                check,
                3);
        return new StateDicts() {
            @Override
            public Optional<ExportedForms> cached(ModelFile file) {
                return Optional.of(forms);
            }

            @Override
            public ExportedForms export(ModelFile file, java.util.function.Consumer<String> report) {
                return forms;
            }
        };
    }
}
