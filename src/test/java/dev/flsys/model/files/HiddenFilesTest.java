package dev.flsys.model.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.model.catalog.ModelFileNames;
import dev.flsys.project.FlowerProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HiddenFilesTest {

    @TempDir
    Path root;

    private FlowerProject project;

    @BeforeEach
    void start() throws IOException {
        root = root.toRealPath();
        project = new FlowerProject(root);
    }

    @Test
    void the_files_of_a_living_service_stay_and_those_of_a_gone_one_are_deleted() throws IOException {
        HiddenFiles living = new HiddenFiles(project);
        HiddenFiles gone = new HiddenFiles(project);
        Path kept = Files.createFile(living.newPath(root, ".onnx"));
        Path left = Files.createFile(gone.newPath(root, ".pth"));
        Path folder = Files.createDirectory(gone.newPath(root, ".upload"));
        Files.createFile(folder.resolve("1.png"));
        Path other = Files.createFile(root.resolve(".flsys-upload-of-nobody"));
        Path model = Files.createFile(root.resolve("net.pth"));
        gone.close();

        new HiddenFiles(project).clean(root);

        assertThat(kept).exists();
        assertThat(model).exists();
        assertThat(left).doesNotExist();
        assertThat(folder).doesNotExist();
        assertThat(other).doesNotExist();
    }

    @Test
    void no_scan_lists_them_and_each_has_its_own_name() throws IOException {
        HiddenFiles files = new HiddenFiles(project);
        Path one = files.newPath(root, ".onnx");

        assertThat(ModelFileNames.isModel(String.valueOf(one.getFileName()))).isFalse();
        assertThat(one.toString()).endsWith(".onnx");
        assertThat(files.newPath(root, ".onnx")).isNotEqualTo(one);
        files.close();
        assertThat(root.resolve(".flsys/uploads")).isEmptyDirectory();
    }

    @Test
    void a_folder_that_does_not_exist_needs_no_cleaning() {
        new HiddenFiles(project).clean(root.resolve("none"));

        assertThat(root).isEmptyDirectory();
    }
}
