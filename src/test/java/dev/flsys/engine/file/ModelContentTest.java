package dev.flsys.engine.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.testsupport.SpecialFiles;
import dev.flsys.testsupport.TestProject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelContentTest {

    private static final int HEAD = 600;

    private final TestProject project;

    ModelContentTest(@TempDir Path folder) {
        project = TestProject.in(folder);
    }

    @Test
    void the_formats_of_weights_and_networks_have_no_fault() {
        assertThat(read("a.pth", TestProject.resource("state_dict.pth"))).isEqualTo(usable(ModelFormat.STATE_DICT));
        assertThat(read("a.bin", TestProject.resource("legacy_state_dict.pth")))
                .isEqualTo(usable(ModelFormat.STATE_DICT));
        assertThat(read("a.npz", TestProject.zip("arr_0.npy", "arr_1.npy"))).isEqualTo(usable(ModelFormat.STATE_DICT));
        assertThat(read("a.ckpt", TestProject.resource("tiny.pt"))).isEqualTo(usable(ModelFormat.TORCHSCRIPT));
        assertThat(read("a.onnx", TestProject.resource("tiny.onnx"))).isEqualTo(usable(ModelFormat.ONNX));
        assertThat(read("a.safetensors", bytes("\u0003\0\0\0\0\0\0\0{} "))).isEqualTo(usable(ModelFormat.STATE_DICT));
    }

    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void a_pipe_is_no_archive_and_is_not_waited_for(@TempDir Path folder) throws Exception {
        Path archive = Files.write(folder.resolve("net.pkl"), TestProject.zip("archive/data.pkl"));
        assertThat(ModelContent.isArchive(archive)).isTrue();
        assertThat(ModelContent.isArchive(Files.write(folder.resolve("net.json"), bytes("{}"))))
                .isFalse();
        assertThat(ModelContent.isArchive(folder.resolve("absent.pkl"))).isFalse();
        assertThat(ModelContent.isArchive(SpecialFiles.fifo(folder.resolve("pipe.pkl"))))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "version https://git-lfs.github.com/spec/v1\\noid sha256:0a\\nsize 12|git lfs pull",
                "<!DOCTYPE html><html>|web page",
                "\\n <html lang='en'>|web page",
                "<?xml version='1.0'?><Error>|web page",
                "{\"accuracy\": 0.5}|no model format",
                "this is not a model|no model format",
            })
    void text_instead_of_a_model_is_named(String text, String fault) {
        byte[] content = bytes(text.replace("\\n", "\n"));
        assertThat(read("a.pth", content).fault().orElse("")).contains(fault);
        assertThat(read("a.onnx", content).fault()).isPresent();
    }

    @Test
    void files_of_other_kinds_are_named() {
        assertThat(fault("a.pth", new byte[0])).contains("empty");
        assertThat(fault("a.pth", new byte[] {(byte) 0x80})).contains("only one byte", "write or copy it again");
        assertThat(fault("a.pkl", bytes("BZh91AY&SY"))).contains("bunzip2");
        assertThat(fault("a.pkl", bytes("\u00fd7zXZ\0"))).contains("unxz");
        assertThat(fault("a.pth", bytes("7z\u00bc\u00af'\u001c"))).contains("7-Zip");
        assertThat(fault("a.bin", bytes("\u0089HDF\r\n\u001a\n"))).contains("Keras");
        assertThat(fault("a.pt", new byte[] {0x1f, (byte) 0x8b, 8, 0})).contains("gunzip");
        byte[] tar = new byte[HEAD];
        System.arraycopy(bytes("ustar"), 0, tar, 257, 5);
        assertThat(fault("a.pth.tar", tar)).contains("tar archive");
        assertThat(fault("a.pth", TestProject.zip("photos/cat.jpg"))).contains("zip archive");
        assertThat(fault("a.pth", TestProject.zip())).contains("without a file in it");
        assertThat(fault("a.bin", new byte[HEAD])).contains("no model format");
    }

    @Test
    void models_of_other_libraries_are_named() {
        assertThat(fault("a.json", bytes("{\"learner\":{\"attributes\":{}"))).contains("XGBoost", "convert_xgboost");
        assertThat(fault("a.ubj", bytes("{L\0\0\0\0\0\0\0\u0007learner{"))).contains("XGBoost");
        assertThat(fault("a.cbm", bytes("CBM1\0\0\0\0"))).contains("CatBoost", "format=\"onnx\"");
        assertThat(fault("a.joblib", bytes("x\u009c\u00ed\u0001")))
                .contains("joblib.dump", "torch.save(model.state_dict(), PATH)", "skl2onnx");
        assertThat(read("a.joblib", bytes("\u0080\u0004.")).fault()).isEmpty();
    }

    @Test
    void a_safetensors_file_whose_length_begins_as_a_compressed_file_is_usable() {
        String header = "{" + " ".repeat(0x9c78 - 2) + "}";
        assertThat(read("a.safetensors", bytes("x\u009c\0\0\0\0\0\0" + header)))
                .isEqualTo(usable(ModelFormat.STATE_DICT));
    }

    @Test
    void a_file_that_was_cut_off_is_damaged() {
        byte[] archive = TestProject.resource("state_dict.pth");
        assertThat(fault("a.pth", Arrays.copyOf(archive, archive.length / 2))).contains("damaged");
        byte[] onnx = TestProject.resource("tiny.onnx");
        assertThat(fault("a.onnx", Arrays.copyOf(onnx, onnx.length - 40))).contains("damaged");
        assertThat(fault("a.safetensors", bytes("\u0003\u0001\0\0\0\0\0\0{\"w\": ")))
                .contains("cut off");
    }

    @Test
    void an_onnx_field_of_any_length_is_damaged() {
        for (String length :
                new String[] {"\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f", "\u0001", "\u00ff\u007f"}) {
            assertThat(fault("a.onnx", bytes(":" + length))).contains("damaged");
            assertThat(fault("a.onnx", bytes("\u0008\u0007:" + length))).contains("damaged");
        }
    }

    @Test
    void an_onnx_file_without_a_graph_is_no_model() {
        assertThat(fault("a.onnx", new byte[] {8, 7})).contains("no graph");
        assertThat(fault("a.onnx", TestProject.zip("x/data.pkl"))).contains("no ONNX model");
    }

    private static ModelContent usable(ModelFormat format) {
        return new ModelContent(format, Optional.empty());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private String fault(String name, byte[] content) {
        return read(name, content).fault().orElse("");
    }

    private ModelContent read(String name, byte[] content) {
        return ModelContent.read(project.write("weights/" + name, content));
    }
}
