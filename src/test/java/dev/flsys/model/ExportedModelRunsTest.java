package dev.flsys.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What torch of the project writes, the service's own libtorch and onnxruntime read, with the same answers. */
class ExportedModelRunsTest {

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
            """;

    @Test
    void torchscript_and_onnx_answer_the_probe_as_the_python_model_does(@TempDir Path folder) throws Exception {
        Optional<Path> python = TorchProject.pythonWithTorch();
        assumeTrue(python.isPresent(), "There is no Python with torch here");
        TorchProject torch = new TorchProject(folder, python.get());
        torch.write("nets.py", NETS);
        torch.python("import sys, torch; sys.path.insert(0, '.'); import nets; torch.manual_seed(0);"
                + " torch.save(nets.Net().state_dict(), 'Net.pth')");

        Exported exported = torch.exporter("nets", 8, 3).export(torch.file("Net", "Net"), step -> {});

        assertAnswers("PyTorch", exported.torchScript(), exported);
        assertAnswers("OnnxRuntime", exported.onnx().orElseThrow(), exported);
    }

    private static void assertAnswers(String engine, Path file, Exported exported) throws Exception {
        try (Model model = Model.newInstance("probe", engine)) {
            model.load(file.getParent(), String.valueOf(file.getFileName()));
            try (Predictor<NDList, NDList> predictor = model.newPredictor(new NoopTranslator())) {
                assertThat(ExportProbe.agrees(exported, 8, (pictures, batch) -> run(model, predictor, pictures, batch)))
                        .as(engine)
                        .isTrue();
                assertThat(ExportProbe.agrees(exported, 8, (pictures, batch) -> {
                            float[] answers = run(model, predictor, pictures, batch);
                            answers[answers.length - 1] += batch == 4 ? 0.01f : 0;
                            return answers;
                        }))
                        .as("a wrong answer of %s", engine)
                        .isFalse();
            }
        }
    }

    private static float[] run(Model model, Predictor<NDList, NDList> predictor, float[] pictures, int batch)
            throws TranslateException {
        try (NDManager manager = model.getNDManager().newSubManager();
                NDList output = predictor.predict(new NDList(manager.create(pictures, new Shape(batch, 3, 8, 8))))) {
            return output.singletonOrThrow().toFloatArray();
        }
    }
}
