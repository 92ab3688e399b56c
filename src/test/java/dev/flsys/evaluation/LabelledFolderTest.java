package dev.flsys.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flsys.project.FlowerProject;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabelledFolderTest {

    @TempDir
    Path folder;

    private Path file(String name) throws IOException {
        Path file = folder.resolve("project").resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "x");
    }

    private List<String> read(String name) {
        return LabelledFolder.read(new FlowerProject(folder.resolve("project")), name).stream()
                .map(each -> each.label() + "=" + each.path())
                .toList();
    }

    @Test
    void the_names_of_sub_folders_are_the_labels() throws IOException {
        for (String name : List.of("7/b.png", "7/deep/a.JPG", "2/c.webp", "2/notes.txt", ".hidden/d.png", "e.png")) {
            file("test/" + name);
        }
        assertThat(read("test")).containsExactly("2=test/2/c.webp", "7=test/7/b.png", "7=test/7/deep/a.JPG");
        assertThat(read("./test/")).hasSize(3);
    }

    @Test
    void a_table_names_the_pictures_and_their_labels() throws IOException {
        file("test/a.png");
        file("other/b.png");
        file("test/7/ignored.png");
        Files.writeString(
                folder.resolve("project/test/labels.csv"),
                "\uFEFFid,Label,\"file\"\n1,\"cat, big\",a.png\n\n2, dog ,../other/b.png\n");
        assertThat(read("test")).containsExactly("cat, big=test/a.png", "dog=other/b.png");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ISO-8859-1", "GBK", "UTF-16"})
    void a_table_in_another_encoding_is_refused_with_that_reason(Charset charset) throws IOException {
        file("test/a.png");
        String label = charset.name().equals("GBK") ? "狗" : "é";
        Files.writeString(folder.resolve("project/test/labels.csv"), "file,label\na.png," + label + "\n", charset);
        assertThatThrownBy(() -> read("test"))
                .isInstanceOf(EvaluationProblem.class)
                .hasMessageContaining("The file labels.csv of the folder 'test' is not UTF-8 text.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a,b|Row 1 of labels.csv is not valid: no column has one of the names file",
                "file,x|Row 1 of labels.csv is not valid: no column has one of the names category",
                "file,label\\nnone.png,1|Row 2 of labels.csv is not valid: there is no file 'none.png' in the project.",
                "file,label\\na.png|Row 2 of labels.csv is not valid: it has too few cells.",
                "file,label\\na.png,|Row 2 of labels.csv is not valid: it has no label.",
                "file,label\\n../../outside.png,1|Row 2 of labels.csv is not valid: there is no file",
                "file,label\\n/etc/passwd,1|Row 2 of labels.csv is not valid: there is no file",
                "file,label\\na\0.png,1|Row 2 of labels.csv is not valid: it names no file.",
                "file,label|The folder 'test' has no labelled pictures.",
            })
    void a_wrong_table_is_refused_with_the_row(String table, String reason) throws IOException {
        file("test/a.png");
        Files.writeString(folder.resolve("outside.png"), "x");
        Files.writeString(folder.resolve("project/test/labels.csv"), table.replace("\\n", "\n"));
        assertThatThrownBy(() -> read("test"))
                .isInstanceOf(EvaluationProblem.class)
                .hasMessageStartingWith(reason);
    }

    @Test
    void a_folder_outside_or_without_pictures_is_refused() throws IOException {
        file("empty/7/notes.txt");
        Files.createDirectories(folder.resolve("outside/7"));
        Files.writeString(folder.resolve("outside/7/a.png"), "x");
        Files.createSymbolicLink(folder.resolve("project/link"), folder.resolve("outside"));
        Files.createDirectories(folder.resolve("project/half"));
        Files.createSymbolicLink(folder.resolve("project/half/7"), folder.resolve("outside/7"));
        for (String name : List.of("../outside", "link", "none", "empty/7/notes.txt")) {
            assertThatThrownBy(() -> read(name)).hasMessageStartingWith("'folder' is not a folder of the project");
        }
        for (String name : List.of("empty", "half")) {
            assertThatThrownBy(() -> read(name)).hasMessageContaining("has no labelled pictures");
        }
    }
}
