package dev.flsys.model.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.testsupport.TestProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ids of the first version. Front ends and scripts have stored them, so no file that had one may get another. */
class EarlierIdsTest {

    private final TestProject project;

    EarlierIdsTest(@TempDir Path folder) {
        project = TestProject.in(folder);
    }

    @Test
    void a_file_that_had_an_id_keeps_it() throws IOException {
        write("weights/LeNet.pth", "weights/LeNet.pt", "weights/LeNet.onnx", "weights/LeNet.PTH", "weights/a.v2.PT");
        write("weights/LeNet.onnx.pth", "weights/final_model.pt", "weights/round_3.pt", "weights/best_model.pth");
        write("weights/model_round_1.pth", "weights/model_round_2.pth", "weights/optimizer.pt", "weights/data.onnx");
        write("weights/run/best_model.pth", "weights/data/best_model.pth", "weights/checkpoints/best_model.pth");
        write("weights/LeNet/best_model.pth", "weights/photos.jpg/best_model.pth", "weights/venv/best_model.pth");
        write("weights/venv/pyvenv.cfg", "weights/global_models/best_model.pth");
        write("weights/global_models/run/best_model.pth", "weights/global_models/other/best_model.pth");
        write("global_models/run/best_model.pth", "global_models/2025-01-31/best_model.pth");
        link("weights/linked.pth", "weights/LeNet.pth");
        link("weights/latest", "weights/run");
        Map<String, String> before = ids();

        assertThat(before)
                .containsEntry("2025-01-31", "global_models/2025-01-31/best_model.pth")
                .containsEntry("LeNet", "weights/LeNet.PTH")
                .containsEntry("LeNet.pth", "weights/LeNet.pth")
                .containsEntry("LeNet.best_model.pth", "weights/LeNet/best_model.pth")
                .containsEntry("LeNet.onnx.2", "weights/LeNet.onnx")
                .containsEntry("data.best_model.pth", "weights/data/best_model.pth")
                .containsEntry("latest", "weights/run/best_model.pth")
                .containsEntry("other", "weights/global_models/other/best_model.pth")
                .containsEntry("photos.jpg", "weights/photos.jpg/best_model.pth")
                .containsEntry("round_3", "weights/round_3.pt")
                .containsEntry("run", "global_models/run/best_model.pth")
                .containsEntry("run.best_model.pth.2", "weights/run/best_model.pth")
                .hasSize(26);

        write("weights/LeNet.safetensors", "weights/run/best_model.pt", "weights/run/round_3.pt", "weights/x/run.pth");
        write("weights/x/y/LeNet.pth", "weights/x/model_round_1.pth", "weights/x/z/model_round_1.pth");
        write("weights/run/checkpoints/best_model.pt", "weights/x/y/z/other.npz", "global_models/linked.pth");
        assertThat(ids()).containsAllEntriesOf(before).hasSizeGreaterThan(before.size());
    }

    private void write(String... files) {
        for (String file : files) {
            project.write(file, TestProject.zip("x/data.pkl"));
        }
    }

    private void link(String link, String target) throws IOException {
        Files.createSymbolicLink(project.root().resolve(link), project.root().resolve(target));
    }

    private Map<String, String> ids() {
        Map<String, String> paths = new TreeMap<>();
        for (ModelFile file : project.catalog().list()) {
            paths.put(file.id().value(), project.root().relativize(file.path()).toString());
        }
        return paths;
    }
}
