package dev.flsys.model.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flsys.project.FlowerProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrashTest {

    @TempDir
    Path root;

    private FlowerProject project;
    private Instant now = Instant.parse("2026-11-29T11:30:00.123Z");

    @BeforeEach
    void start() throws IOException {
        root = root.toRealPath();
        project = new FlowerProject(root);
        Files.createDirectories(root.resolve("weights/deep"));
    }

    private Trash trash(int max, long bytes) {
        return new Trash(project, () -> now, max, bytes);
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(root.resolve(name), content);
    }

    private List<String> entries() throws IOException {
        try (Stream<Path> files = Files.list(root.resolve(".flsys/trash"))) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void a_deleted_file_keeps_its_path_and_content_in_a_private_folder() throws IOException {
        Path model = file("weights/deep/net.onnx", "graph");
        Path part = file("weights/deep/net.data", "weights");

        trash(20, 1000).move(model, List.of(part));

        assertThat(model).doesNotExist();
        assertThat(part).doesNotExist();
        Path entry = root.resolve(".flsys/trash/20261129T113000.123Z-net.onnx");
        assertThat(entry.resolve("weights/deep/net.onnx")).hasContent("graph");
        assertThat(entry.resolve("weights/deep/net.data")).hasContent("weights");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(entry)))
                .isEqualTo("rwx------");
    }

    @Test
    void a_replaced_file_stays_and_its_content_is_kept_whatever_replaces_it() throws IOException {
        Path model = file("weights/net.pth", "old");

        trash(20, 1000).keep(model);
        Files.move(file("weights/next", "new"), model, java.nio.file.StandardCopyOption.REPLACE_EXISTING);

        assertThat(model).hasContent("new");
        assertThat(root.resolve(".flsys/trash/20261129T113000.123Z-net.pth/weights/net.pth"))
                .hasContent("old");
    }

    @Test
    void files_of_one_moment_have_entries_of_their_own() throws IOException {
        trash(20, 1000).move(file("weights/net.pth", "1"), List.of());
        trash(20, 1000).move(file("weights/net.pth", "2"), List.of());

        assertThat(entries()).containsExactly("20261129T113000.123Z-net.pth", "20261129T113000.123Z-net.pth.2");
    }

    @Test
    void the_oldest_entries_are_deleted_at_the_limit_of_files() throws IOException {
        for (int each = 0; each < 5; each++) {
            now = now.plusSeconds(1);
            trash(3, 1000).move(file("weights/net" + each + ".pth", "x"), List.of());
        }

        assertThat(entries()).hasSize(3).first().asString().endsWith("net2.pth");
    }

    @Test
    void the_oldest_entries_are_deleted_at_the_limit_of_bytes_and_the_newest_stays() throws IOException {
        trash(20, 10).move(file("weights/a.pth", "12345"), List.of());
        now = now.plusSeconds(1);
        trash(20, 10).move(file("weights/b.pth", "123456"), List.of());
        assertThat(entries()).hasSize(1).first().asString().endsWith("b.pth");
        now = now.plusSeconds(1);
        trash(20, 10).move(file("weights/c.pth", "12345678901234567890"), List.of());
        assertThat(entries()).hasSize(1).first().asString().endsWith("c.pth");
    }

    @Test
    void a_long_name_is_shortened_between_characters() throws IOException {
        String name = "模".repeat(80) + ".pth";
        trash(20, 1000).move(file("weights/" + name, "x"), List.of());

        assertThat(entries()).hasSize(1).first().asString().endsWith("-" + "模".repeat(50));
        assertThat(root.resolve(".flsys/trash/" + entries().get(0) + "/weights/" + name))
                .exists();
    }

    @Test
    void a_file_that_is_gone_leaves_no_entry() throws IOException {
        assertThatThrownBy(() -> trash(20, 1000).move(root.resolve("weights/none.pth"), List.of()))
                .isInstanceOf(IOException.class);

        assertThat(entries()).isEmpty();
    }
}
