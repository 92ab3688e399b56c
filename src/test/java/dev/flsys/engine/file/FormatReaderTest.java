package dev.flsys.engine.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.flsys.project.FileStamp;
import dev.flsys.testsupport.TestProject;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FormatReaderTest {

    private final TestProject project;
    private final FormatReader reader = new FormatReader();

    FormatReaderTest(@TempDir Path folder) {
        project = TestProject.in(folder);
    }

    @Test
    void torchscript_and_weights_are_distinguished_by_the_content() {
        assertThat(formatOf(project.copy("tiny.pt", "weights/a.pth"))).isEqualTo(ModelFormat.TORCHSCRIPT);
        assertThat(formatOf(project.copy("state_dict.pth", "weights/b.pt"))).isEqualTo(ModelFormat.STATE_DICT);
        assertThat(formatOf(project.copy("legacy_state_dict.pth", "weights/c.pth")))
                .isEqualTo(ModelFormat.STATE_DICT);
        assertThat(formatOf(project.write("weights/d.ONNX", "anything"))).isEqualTo(ModelFormat.ONNX);
    }

    @Test
    void a_name_that_only_resembles_constants_is_not_torchscript() {
        assertThat(formatOf(project.write("weights/a.pt", TestProject.zip("x/my_constants.pkl", "x/y/constants.pkl"))))
                .isEqualTo(ModelFormat.STATE_DICT);
        assertThat(formatOf(project.write("weights/b.pt", TestProject.zip("x/data.pkl", "x/constants.pkl"))))
                .isEqualTo(ModelFormat.TORCHSCRIPT);
    }

    @Test
    void an_archive_with_70000_entries_is_read() {
        String[] names = new String[70_000];
        Arrays.setAll(names, i -> "x/data/" + i);
        names[69_999] = "x/constants.pkl";
        assertThat(formatOf(project.write("weights/a.pt", TestProject.zip(names))))
                .isEqualTo(ModelFormat.TORCHSCRIPT);
    }

    @Test
    void no_corrupt_archive_makes_it_fail() {
        byte[] whole = TestProject.resource("tiny.pt");
        Random random = new Random(1);
        for (int round = 0; round < 500; round++) {
            byte[] broken = Arrays.copyOf(whole, round % 2 == 0 ? whole.length : random.nextInt(whole.length));
            for (int hit = 0; hit < 20 && broken.length > 0; hit++) {
                int tail = Math.min(broken.length, 400);
                broken[broken.length - 1 - random.nextInt(tail)] = (byte) random.nextInt();
            }
            Path file = project.write("weights/broken.pt", broken);
            assertThatCode(() -> formatOf(file)).doesNotThrowAnyException();
        }
    }

    @Test
    void a_file_that_changes_is_read_again() {
        Path file = project.copy("tiny.pt", "weights/a.pt");
        assertThat(formatOf(file)).isEqualTo(ModelFormat.TORCHSCRIPT);
        assertThat(formatOf(project.copy("state_dict.pth", "weights/a.pt"))).isEqualTo(ModelFormat.STATE_DICT);
    }

    private ModelFormat formatOf(Path file) {
        return reader.formatOf(FileStamp.read(file).orElseThrow());
    }
}
