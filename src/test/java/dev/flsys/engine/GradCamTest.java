package dev.flsys.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.engine.file.ModelFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The maps of the networks of {@code gradcam/make.py}, against those by PyTorch's own gradients. */
class GradCamTest {

    private static final Path MODELS = Path.of("src/test/resources/gradcam");
    private static final int SIDE = 16;

    @TempDir
    Path folder;

    private static JsonNode expected() throws IOException {
        return new ObjectMapper().readTree(MODELS.resolve("expected.json").toFile());
    }

    static Stream<String> networks() throws IOException {
        return Stream.iterate(expected().get("maps").fieldNames(), Iterator::hasNext, names -> names)
                .map(Iterator::next);
    }

    private static EngineModel loaded(Path file) {
        return Engines.load(new EngineFile(file, ModelFormat.ONNX), InferenceDevice.AUTO, 3, SIDE, SIDE);
    }

    private static float[] floats(JsonNode array) {
        float[] values = new float[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) array.get(i).asDouble();
        }
        return values;
    }

    @ParameterizedTest
    @MethodSource("networks")
    void the_map_of_each_class_is_that_of_pytorch(String network) throws IOException {
        JsonNode expected = expected();
        float[] input = floats(expected.get("input"));
        try (EngineModel model = loaded(MODELS.resolve(network + ".onnx"))) {
            assertThat(model.whyNoGradients()).isEmpty();
            boolean something = false;
            for (JsonNode each : expected.get("maps").get(network)) {
                FeatureGradients found = model.gradients(input, floats(each.get("seed")));
                JsonNode rows = each.get("map");
                assertThat(found.height()).isEqualTo(rows.size());
                assertThat(found.width()).isEqualTo(rows.get(0).size());
                double[] map = found.gradCam();
                for (int i = 0; i < map.length; i++) {
                    double wanted =
                            rows.get(i / found.width()).get(i % found.width()).asDouble();
                    assertThat(map[i]).as("cell %s", i).isCloseTo(wanted, within(1e-5 + 1e-4 * wanted));
                    something |= wanted > 1e-3;
                }
            }
            assertThat(something).as("a map has values").isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "normalised, has the operator BatchNormalization between",
        "flat, has no convolution",
        "old, was exported with opset 9; at least 11",
        "overlapping_old, at least 16 is needed for a max pool"
    })
    void a_network_without_such_a_head_is_refused_with_the_reason(String network, String reason) {
        try (EngineModel model = loaded(MODELS.resolve(network + ".onnx"))) {
            assertThat(model.whyNoGradients()).get().asString().contains(reason);
        }
    }

    @Test
    void the_gradients_are_those_of_the_content_that_was_loaded() throws IOException {
        Path file = Files.copy(MODELS.resolve("lenet.onnx"), folder.resolve("net.onnx"));
        JsonNode each = expected().get("maps").get("lenet").get(0);
        float[] input = floats(expected().get("input"));
        float[] seed = floats(each.get("seed"));
        try (EngineModel model = loaded(file)) {
            // As the form of a state dict is deleted after the load.
            Files.delete(file);

            assertThat(model.gradients(input, seed).gradCam()).hasSize(25);
            assertThat(model.forward(input, 1, 3, SIDE, SIDE)[0]).hasSize(4);
        }
    }

    @Test
    void a_file_that_has_changed_since_is_not_mixed_with_the_model() throws IOException {
        Path file = Files.copy(MODELS.resolve("lenet.onnx"), folder.resolve("net.onnx"));
        JsonNode each = expected().get("maps").get("lenet").get(0);
        try (EngineModel model = loaded(file)) {
            Files.write(file, Files.readAllBytes(MODELS.resolve("squeeze.onnx")));

            Optional<String> failure = failure(model, floats(each.get("seed")));
            assertThat(failure).get().asString().contains("has changed");
        }
    }

    private static Optional<String> failure(EngineModel model, float[] seed) throws IOException {
        try {
            model.gradients(floats(expected().get("input")), seed);
            return Optional.empty();
        } catch (ForwardFailed failed) {
            return Optional.of(failed.detail());
        }
    }
}
