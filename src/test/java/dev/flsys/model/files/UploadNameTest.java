package dev.flsys.model.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UploadNameTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LeNet.pth",
                "LeNet round 3.PTH",
                "net.pth.tar",
                "模型.onnx",
                "モデル_1.safetensors",
                "résumé.npz",
                "a..pth",
                "console.pth",
                "model.1.0.pt",
                "🙂.pth"
            })
    void names_of_one_file_with_the_ending_of_a_model_are_accepted(String name) {
        assertThat(UploadName.parse(name).value()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ".pth",
                ".hidden.pth",
                "..",
                "../LeNet.pth",
                "..\\LeNet.pth",
                "sub/LeNet.pth",
                "/etc/LeNet.pth",
                "C:LeNet.pth",
                "LeNet@0123456789ab.pth",
                "LeNet.pth ",
                " LeNet.pth",
                "LeNet.pth.",
                "LeNet.pth\0.txt",
                "Le\nNet.pth",
                "LeNet\u202Ehtp.pth",
                "LeNet\u200B.pth",
                "LeNet\uFFFD.pth",
                "con.pth",
                "CON .pth",
                "nul.tar.pth",
                "Com1.onnx",
                "-rf.pth",
                "~.pth",
                "LeNet.txt",
                "LeNet",
                "model.py",
                "a*.pth",
                "a?.pth",
                "\"a\".pth",
                "<a>.pth"
            })
    void names_that_are_paths_or_hidden_or_not_portable_are_refused(String name) {
        assertThatThrownBy(() -> UploadName.parse(name))
                .isInstanceOfSatisfying(ModelFilesProblem.class, problem -> assertThat(problem.status())
                        .isEqualTo(400));
    }

    @Test
    void the_length_is_counted_in_bytes_of_the_file_system() {
        assertThat(UploadName.parse("a".repeat(196) + ".pth").value()).hasSize(200);
        assertThatThrownBy(() -> UploadName.parse("a".repeat(197) + ".pth")).isInstanceOf(ModelFilesProblem.class);
        assertThatThrownBy(() -> UploadName.parse("模".repeat(66) + ".pth")).isInstanceOf(ModelFilesProblem.class);
        assertThatThrownBy(() -> UploadName.parse("a".repeat(1_000_000) + ".pth"))
                .isInstanceOf(ModelFilesProblem.class);
    }

    @Test
    void one_name_has_one_form() {
        assertThat(UploadName.parse("re\u0301sume\u0301.pth").value()).isEqualTo("r\u00e9sum\u00e9.pth");
    }

    @Test
    void the_ending_is_kept_for_the_hidden_file() {
        assertThat(UploadName.parse("Net.PTH.TAR").suffix()).isEqualTo(".pth.tar");
        assertThat(UploadName.parse("Net.ONNX").suffix()).isEqualTo(".onnx");
    }
}
