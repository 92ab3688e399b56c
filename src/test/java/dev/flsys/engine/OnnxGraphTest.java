package dev.flsys.engine;

import static dev.flsys.testsupport.OnnxNetwork.FLOAT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.engine.AnswerKind.Ending;
import dev.flsys.testsupport.OnnxNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OnnxGraphTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "Gemm, Identity, OTHER",
        "Relu, AveragePool, OTHER",
        "LeakyRelu, GlobalAveragePool, OTHER",
        "Sigmoid, Flatten, SIGMOID",
        "Sigmoid, GlobalMaxPool, SIGMOID",
        "Softmax, Squeeze, SOFTMAX",
        "Clip, Reshape, UNKNOWN"
    })
    void the_operation_before_those_that_keep_the_range_decides(String last, String keeping, Ending ending)
            throws IOException {
        Path file = folder.resolve("net.onnx");
        Files.write(
                file,
                new OnnxNetwork()
                        .input("input", FLOAT, -1, 3, 8, 8)
                        .node(last, "input", "values")
                        .node(keeping, "values", "output")
                        .output("output", FLOAT, -1, 3)
                        .toByteArray());

        assertThat(OnnxGraph.of(file).ending("output")).isEqualTo(ending);
    }
}
