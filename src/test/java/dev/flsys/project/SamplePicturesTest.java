package dev.flsys.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplePicturesTest {

    @TempDir
    Path folder;

    private Path root = Path.of("");
    private SamplePictures pictures = new SamplePictures(new FlowerProject(root));

    @BeforeEach
    void project() throws IOException {
        root = Files.createDirectory(folder.resolve("project"));
        pictures = new SamplePictures(new FlowerProject(root));
    }

    @Test
    void a_project_without_a_folder_has_no_pictures() {
        assertThat(pictures.list()).isEmpty();
    }

    @Test
    void the_first_existing_folder_counts() throws IOException {
        write("test_images/t.png");
        write("examples/e.png");
        assertThat(names()).containsExactly("e.png");
        write("samples/s.png");
        assertThat(names()).containsExactly("s.png");
        Files.createDirectory(root.resolve("pictures"));
        assertThat(names()).isEmpty();
    }

    @Test
    void files_with_the_suffix_of_a_picture_are_sorted_by_name() throws IOException {
        List<String> wanted =
                List.of("a.JPG", "b.jpeg", "c.webp", "d.bmp", "e.gif", "f.tif", "g.tiff", "h.png", "图.png");
        for (String name : wanted) {
            write("pictures/" + name);
        }
        for (String other : List.of(".hidden.png", "notes.txt", "page.svg", "png", "x.png.html", "deeper/x.png")) {
            write("pictures/" + other);
        }
        Files.createDirectory(root.resolve("pictures/folder.png"));
        assertThat(names()).isEqualTo(wanted);
    }

    @Test
    void links_out_of_the_project_and_files_over_18_mib_are_ignored() throws IOException {
        Files.writeString(folder.resolve("secret.png"), "secret");
        write("pictures/a.png");
        Files.createSymbolicLink(root.resolve("pictures/out.png"), folder.resolve("secret.png"));
        size("pictures/most.png", 18 * 1024 * 1024);
        size("pictures/large.png", 18 * 1024 * 1024 + 1);
        assertThat(names()).containsExactly("a.png", "most.png");
    }

    @Test
    void a_folder_outside_the_project_is_ignored() throws IOException {
        Files.writeString(folder.resolve("secret.png"), "secret");
        Files.createSymbolicLink(root.resolve("pictures"), folder);
        write("samples/s.png");
        assertThat(names()).containsExactly("s.png");
    }

    @Test
    void at_most_100_pictures_are_listed() throws IOException {
        for (int i = 0; i < 101; i++) {
            write("pictures/%03d.png".formatted(i));
        }
        assertThat(names()).hasSize(100).endsWith("099.png");
        assertThatThrownBy(() -> pictures.require("100.png")).isInstanceOf(UnknownPicture.class);
    }

    @Test
    void an_unknown_name_gets_the_nearest_one() throws IOException {
        write("pictures/digit_3.png");
        write("pictures/cat.png");
        assertThatThrownBy(() -> pictures.require("Digit-3.png")).hasMessageContaining("Did you mean digit_3.png?");
        assertThatThrownBy(() -> pictures.require("zebra.jpeg"))
                .hasMessageContaining("Available: cat.png, digit_3.png.");
    }

    @Test
    void a_changed_picture_has_another_version() throws IOException {
        write("pictures/a.png");
        String before = pictures.require("a.png").version();
        assertThat(pictures.require("a.png").version()).isEqualTo(before);
        Files.writeString(root.resolve("pictures/a.png"), "another content");
        assertThat(pictures.require("a.png").version()).isNotEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "..", ".", "../secret.png", "../pictures/a.png", "./a.png", "A.png", "a.png/", "a", "/a.png"
            })
    void a_name_is_looked_up_and_never_a_path(String name) throws IOException {
        write("pictures/a.png");
        Files.writeString(root.resolve("secret.png"), "secret");
        assertThatThrownBy(() -> pictures.require(name))
                .isInstanceOfSatisfying(UnknownPicture.class, unknown -> assertThat(unknown.status())
                        .isEqualTo(404));
    }

    private List<String> names() {
        return pictures.list().stream().map(SamplePicture::name).toList();
    }

    private void write(String path) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, "x");
    }

    private void size(String path, long bytes) throws IOException {
        try (RandomAccessFile sparse = new RandomAccessFile(root.resolve(path).toFile(), "rw")) {
            sparse.setLength(bytes);
        }
    }
}
