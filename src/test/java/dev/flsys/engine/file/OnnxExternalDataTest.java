package dev.flsys.engine.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.flsys.engine.EngineModel;
import dev.flsys.engine.InferenceDevice;
import dev.flsys.model.EngineLoader;
import dev.flsys.model.ExportedForms;
import dev.flsys.model.StateDicts;
import dev.flsys.model.catalog.ModelFile;
import dev.flsys.model.catalog.ModelId;
import dev.flsys.testsupport.OnnxBytes;
import dev.flsys.testsupport.OnnxFile;
import dev.flsys.testsupport.TestProject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class OnnxExternalDataTest {

    private final Path folder;
    private final Path models;
    private final Path file;

    OnnxExternalDataTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        this.models = Files.createDirectories(folder.resolve("models"));
        this.file = models.resolve("net.onnx");
    }

    /** Every path from a model to a tensor, as field numbers. */
    static Stream<List<Integer>> waysToATensor() {
        return Stream.of(
                List.of(7, 5), // an initializer
                List.of(7, 15, 1), // the values of a sparse one
                List.of(7, 15, 2), // its indices
                List.of(7, 1, 5, 5), // an attribute of a node
                List.of(7, 1, 5, 10), // one of several there
                List.of(7, 1, 5, 22, 1),
                List.of(7, 1, 5, 23, 2),
                List.of(7, 1, 5, 6, 5), // the branch of an If
                List.of(7, 1, 5, 11, 1, 5, 6, 5), // a loop in a branch
                List.of(25, 7, 5, 5), // a function
                List.of(25, 11, 5), // the default of its attribute
                List.of(20, 1, 5),
                List.of(20, 2, 5));
    }

    @ParameterizedTest
    @MethodSource("waysToATensor")
    void a_location_is_found_wherever_a_tensor_can_be(List<Integer> way) throws IOException {
        OnnxBytes message = OnnxBytes.externalTensor("w.bin", 2, 3);
        for (int step = way.size() - 1; step >= 0; step--) {
            message = new OnnxBytes()
                    .with(3, "something else")
                    .with(way.get(step), message)
                    .with(99, 5);
        }
        Files.write(file, message.toByteArray());
        assertThat(OnnxExternalData.locations(file)).containsExactly("w.bin");
        assertThatThrownBy(() -> OnnxExternalData.requireNone(file))
                .isInstanceOf(ModelUnusable.class)
                .hasMessageContaining("keeps its weights in another file ('w.bin')");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny.onnx", "two_inputs.onnx", "float64.onnx"})
    void a_file_with_everything_inside_has_none(String resource) throws IOException {
        Files.write(file, TestProject.resource(resource));
        assertThat(OnnxExternalData.locations(file)).isEmpty();
        OnnxExternalData.requireNone(file);
    }

    @Test
    void an_external_tensor_without_a_location_is_reported() throws IOException {
        OnnxBytes tensor = new OnnxBytes().with(2, 1).with(14, 1);
        Files.write(
                file, new OnnxBytes().with(7, new OnnxBytes().with(5, tensor)).toByteArray());
        assertThat(OnnxExternalData.locations(file)).containsExactly("");
        assertThatThrownBy(() -> OnnxExternalData.requireBeside(file)).isInstanceOf(ModelUnusable.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"w.bin", "data/w.bin", "./w.bin"})
    void weights_beside_a_listed_model_are_read(String location) throws Exception {
        writeWeights(models.resolve(location));
        Files.write(file, OnnxFile.pictures(location));
        try (EngineModel model = load()) {
            float[] input = new float[192];
            input[1] = 2;
            assertThat(model.forward(input, 1, 3, 8, 8)[0]).containsExactly(new float[] {6, 8, 10}, within(1e-5f));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../w.bin",
                "data/../../w.bin",
                "data/../w.bin",
                "..",
                "",
                ".",
                "data",
                "missing.bin",
                "link_out.bin",
                "linked/w.bin",
                "/etc/passwd",
                "C:\\w.bin",
                "..\\w.bin",
                "w.bin\u0000",
                "*/_ORT_MEM_ADDR_/*",
            })
    void weights_anywhere_else_are_refused(String location) throws Exception {
        writeWeights(folder.resolve("w.bin"));
        writeWeights(models.resolve("w.bin"));
        Files.createDirectories(models.resolve("data"));
        Files.createSymbolicLink(models.resolve("link_out.bin"), folder.resolve("w.bin"));
        Files.createSymbolicLink(models.resolve("linked"), folder);
        Files.write(file, OnnxFile.pictures(location));
        assertThatThrownBy(() -> load().close())
                .isInstanceOf(ModelUnusable.class)
                .hasMessageContaining("The model net keeps weights in ")
                .hasMessageContaining("which is not a file in its folder")
                .hasMessageNotContaining("/etc")
                .hasMessageNotContaining(folder.toString());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_pipe_is_not_opened() throws Exception {
        new ProcessBuilder("mkfifo", models.resolve("pipe").toString()).start().waitFor();
        Files.write(file, OnnxFile.pictures("pipe"));
        assertThatThrownBy(() -> load().close()).hasMessageContaining("not a file in its folder");
    }

    static Map<String, byte[]> malformed() {
        byte[] whole = TestProject.resource("tiny.onnx");
        byte[] longClaim = new OnnxBytes().with(7, new byte[100]).toByteArray();
        longClaim[1] = (byte) 0xff;
        OnnxBytes deep = OnnxBytes.externalTensor("w.bin", 1);
        for (int level = 0; level < 5_001; level++) {
            deep = new OnnxBytes().with(level % 3 == 0 ? 6 : level % 3 == 1 ? 5 : 1, deep);
        }
        return Map.of(
                "text", "no model at all".getBytes(StandardCharsets.UTF_8),
                "cut in the middle", Arrays.copyOf(whole, whole.length / 2),
                "cut at the end", Arrays.copyOf(whole, whole.length - 1),
                "a length that is not there", longClaim,
                "a negative length", new byte[] {7 << 3 | 2, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1},
                "the end of no group", new byte[] {9 << 3 | 4},
                "field number 0", new byte[] {0, 0},
                "five thousand levels", new OnnxBytes().with(7, deep).toByteArray(),
                "a location of a megabyte",
                        new OnnxBytes()
                                .with(7, new OnnxBytes().with(5, OnnxBytes.externalTensor("w".repeat(1 << 20), 1)))
                                .toByteArray());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text",
                "cut in the middle",
                "cut at the end",
                "a length that is not there",
                "a negative length",
                "the end of no group",
                "field number 0",
                "five thousand levels",
                "a location of a megabyte",
            })
    void a_file_that_is_not_onnx_is_refused(String what) throws IOException {
        Files.write(file, malformed().get(what));
        assertThatThrownBy(() -> OnnxExternalData.locations(file))
                .isInstanceOf(ModelUnusable.class)
                .hasMessageContaining("not a complete ONNX file");
    }

    private EngineModel load() throws Exception {
        StateDicts none = new StateDicts() {
            @Override
            public Optional<ExportedForms> cached(ModelFile weights) {
                return Optional.empty();
            }

            @Override
            public ExportedForms export(ModelFile weights, Consumer<String> report) {
                throw new AssertionError("It is no state dict");
            }
        };
        ModelFile net = new ModelFile(
                new ModelId("net"),
                file,
                false,
                ModelFormat.ONNX,
                Files.size(file),
                Instant.EPOCH,
                TestProject.OPTIONS);
        return new EngineLoader(none, InferenceDevice.AUTO).load(net, step -> {});
    }

    /** The numbers from 0 to 575. */
    private static void writeWeights(Path path) throws IOException {
        ByteBuffer values = ByteBuffer.allocate(192 * 3 * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 192 * 3; i++) {
            values.putFloat(i);
        }
        Files.createDirectories(path.resolveSibling(""));
        Files.write(path, values.array());
    }
}
