package dev.flsys.model.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.model.catalog.WeightsScan.Bounds;
import dev.flsys.testsupport.TestProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightsScanTest {

    private final TestProject project;

    WeightsScanTest(@TempDir Path folder) {
        project = TestProject.in(folder);
    }

    @Test
    void files_of_every_suffix_with_up_to_four_folders_between_are_found() {
        write(
                "weights/a.pth",
                "weights/1/b.PT",
                "weights/1/2/c.pth.tar",
                "weights/1/2/3/d.bin",
                "weights/1/2/3/4/e.ckpt");
        write("weights/1/2/3/4/f.npz", "weights/1/2/3/4/5/too_deep.pth", "weights/g.safetensors", "weights/h.onnx");
        write("weights/m.checkpoint", "weights/i.pth.gz", "weights/j.h5", "global_models/run/k.pth", "elsewhere/l.pth");
        assertThat(names(scan(project.weights(), Bounds.USUAL).find()))
                .containsExactlyInAnyOrder(
                        "a.pth",
                        "b.PT",
                        "c.pth.tar",
                        "d.bin",
                        "e.ckpt",
                        "f.npz",
                        "g.safetensors",
                        "h.onnx",
                        "k.pth",
                        "m.checkpoint");
    }

    @Test
    void the_whole_project_is_searched_without_the_folders_of_other_programs_and_of_data_sets() {
        write("final_model.pt", "outputs/2025-01-31/12-00-00/model_round_7.pth", "mlruns/0/ab/artifacts/net.pth");
        write(".venv/lib/a.pth", "env/pyvenv.cfg", "env/lib/a.pth", "conda/conda-meta/x.json", "conda/lib/a.pth");
        write("node_modules/a.bin", "lib/site-packages/torch.pth", "pkg/__pycache__/a.pt", "x.egg-info/a.bin");
        write("data/train.npz", "Datasets/mnist.npz", "client_data/0.pt", "MNIST/raw/x.bin", "MNIST/processed/test.pt");
        write("cifar-10-batches-bin/data_batch_1.bin", "processed/net.pt", "serve/MLmodel", "serve/data/served.pth");
        WeightsScan.Found found = scan(project.root(), Bounds.USUAL).find();
        assertThat(names(found))
                .as("with MLmodel, whose content the catalog reads")
                .containsExactlyInAnyOrder(
                        "final_model.pt", "model_round_7.pth", "net.pth", "net.pt", "served.pth", "MLmodel");
        assertThat(found.notes()).isEmpty();
    }

    @Test
    void a_folder_of_data_still_has_the_best_model_that_version_1_listed() {
        write("weights/data/best_model.pth", "weights/data/other.pth");
        assertThat(names(scan(project.weights(), Bounds.USUAL).find())).containsExactly("best_model.pth");
    }

    @Test
    void a_linked_folder_of_the_project_is_searched_once_and_loops_end() throws IOException {
        write("kept/run/round_3.pth", "weights/real/round_1.pth");
        link("weights/loop", "weights");
        link("weights/up", "");
        link("weights/latest", "weights/real");
        link("weights/first", "kept/run");
        link("weights/second", "kept/run");
        assertThat(names(scan(project.weights(), Bounds.USUAL).find()))
                .containsExactlyInAnyOrder("round_3.pth", "round_1.pth");
    }

    @Test
    void a_bound_leaves_out_the_deeper_files_and_is_in_the_notes() {
        write("weights/b.pth", "weights/a.pth", "weights/1/c.pth", "weights/1/2/d.pth");
        assertThat(bounded(new Bounds(3, 100, 100, Duration.ofSeconds(1))))
                .containsExactly("a.pth", "b.pth", "c.pth", "more than 3 model files");
        assertThat(bounded(new Bounds(100, 3, 100, Duration.ofSeconds(1))))
                .containsExactly("a.pth", "b.pth", "more than 3 files and folders");
        assertThat(bounded(new Bounds(100, 100, 2, Duration.ofSeconds(1))))
                .containsExactly("a.pth", "b.pth", "more than 2 folders");
        AtomicLong clock = new AtomicLong();
        WeightsScan.Found slow = new WeightsScan(
                        project.project(),
                        project.weights(),
                        new Bounds(100, 100, 100, Duration.ofNanos(4)),
                        clock::getAndIncrement)
                .find();
        assertThat(slow.files()).hasSizeLessThan(4);
        assertThat(slow.notes())
                .singleElement()
                .asString()
                .contains("could not be searched within", "MODEL_WEIGHTS_SUBDIR");
    }

    /** The names of the files, sorted, and the reason of the only note. */
    private List<String> bounded(Bounds bounds) {
        WeightsScan.Found found = scan(project.weights(), bounds).find();
        assertThat(found.notes()).hasSize(1);
        String note = found.notes().get(0);
        String reason = note.substring(note.indexOf("more than"), note.indexOf(". Set"));
        return Stream.concat(names(found).stream().sorted(), Stream.of(reason)).toList();
    }

    private WeightsScan scan(Path weights, Bounds bounds) {
        return new WeightsScan(project.project(), weights, bounds, System::nanoTime);
    }

    private void write(String... files) {
        for (String file : files) {
            project.write(file, "x");
        }
    }

    private void link(String link, String target) throws IOException {
        Files.createSymbolicLink(project.root().resolve(link), project.root().resolve(target));
    }

    private static List<String> names(WeightsScan.Found found) {
        return found.files().stream().map(FoundFile::fileName).toList();
    }
}
