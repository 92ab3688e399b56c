package dev.flsys.engine;

import static dev.flsys.testsupport.OnnxNetwork.FLOAT;
import static dev.flsys.testsupport.OnnxNetwork.FLOAT16;
import static dev.flsys.testsupport.OnnxNetwork.INT64;
import static dev.flsys.testsupport.OnnxNetwork.UINT8;
import static dev.flsys.testsupport.OnnxNetwork.number;
import static dev.flsys.testsupport.OnnxNetwork.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.flsys.engine.file.ModelFormat;
import dev.flsys.engine.file.ModelUnusable;
import dev.flsys.testsupport.OnnxNetwork;
import dev.flsys.testsupport.TestProject;
import dev.flsys.testsupport.Unchecked;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks with other inputs and outputs than float32 [n, 3, side, side] and [n, classes]. */
class ClassifiersTest {

    private static final Offset<Float> EXACTLY = within(1e-6f);
    private static final float[] SOFTMAX = {0.5265016f, 0.2582935f, 0.2152048f};
    private static final List<Integer> BOTH = List.of(3, 1);

    @TempDir
    Path folder;

    /** The answers of Python, printed by {@code make_models.py}. */
    @ParameterizedTest
    @CsvSource({
        "grey.pt, 1, -0.125519201, 0.417322129, 0.326994807",
        "grey.onnx, 1, -0.125519201, 0.417322129, 0.326994807",
        "grey_rows.pt, 1, 0.42203605, -0.637092769, -0.048325412",
        "flat_grey.pt, 1, -0.124562338, -0.09684699, -0.059162259",
        "flat_rgb.pt, 3, -0.410292923, 0.327031732, -0.086608171",
        "tiny.pt, 3, 0.39564261, -0.31651509, -0.49902141",
        "flat_float64.onnx, 3, -0.410292923, 0.327031732, -0.086608171",
        "batch_of_one.onnx, 3, 0.39564261, -0.31651509, -0.49902141",
        "batch_of_four.onnx, 3, 0.39564261, -0.31651509, -0.49902141",
        "channels_last.onnx, 3, 0.39564261, -0.31651509, -0.49902141",
        "tuple.pt, 3, 0.39564261, -0.31651509, -0.49902141",
        "dict.pt, 3, 0.39564261, -0.31651509, -0.49902141",
    })
    void a_network_gets_the_pictures_that_it_takes_and_gives_the_answers_of_python(
            String file, int channels, float first, float second, float third) {
        try (EngineModel model = load(file, BOTH, 3)) {
            assertThat(model.itemShape()).containsExactly(channels, 8, 8);
            assertThat(model.forward(sample(channels), 1, channels, 8, 8)[0])
                    .containsExactly(new float[] {first, second, third}, EXACTLY);
            assertThat(model.answers()).isEqualTo(AnswerKind.NUMBERS);
            assertThat(model.detail()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"tiny.pt", "channels_last.onnx", "flat_float64.onnx", "flat_rgb.pt", "dict.pt", "grey_rows.pt"})
    void items_of_a_batch_get_their_own_answers(String file) {
        try (EngineModel model = load(file, BOTH, 3)) {
            int channels = (int) model.itemShape()[0];
            float[] sample = sample(channels);
            float[] batch = new float[3 * sample.length];
            System.arraycopy(sample, 0, batch, sample.length, sample.length);

            float[][] answers = model.forward(batch, 3, channels, 8, 8);

            assertThat(model.batchable()).isTrue();
            assertThat(answers[1]).containsExactly(model.forward(sample, 1, channels, 8, 8)[0], EXACTLY);
            assertThat(answers[2]).containsExactly(answers[0], EXACTLY);
        }
    }

    @Test
    void a_fixed_batch_of_several_items_gets_copies_of_one_item() {
        try (EngineModel model = load("batch_of_four.onnx", BOTH, 3)) {
            assertThat(model.batchable()).isFalse();
            assertThat(model.forward(sample(3), 1, 3, 8, 8)).hasDimensions(1, 3);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 3", "3, 1"})
    void a_network_that_takes_grey_and_colour_gets_the_preferred_one(int preferred, int other) throws IOException {
        byte[] any = new OnnxNetwork()
                .input("x", FLOAT, -1, -1, -1, -1)
                .node("ReduceMean", "x", "mean", numbers("axes", 1, 3), number("keepdims", 0))
                .output("mean", FLOAT, -1, -1)
                .toByteArray();
        try (EngineModel model = load(any, List.of(preferred, other), 8)) {
            assertThat(model.itemShape()).containsExactly(preferred, 8, 8);
        }
    }

    @Test
    void half_precision_is_converted() throws IOException {
        byte[] half = new OnnxNetwork()
                .input("x", FLOAT16, -1, 3, 8, 8)
                .node("ReduceMean", "x", "y", numbers("axes", 2, 3), number("keepdims", 0))
                .output("y", FLOAT16, -1, 3)
                .toByteArray();
        try (EngineModel model = load(half, BOTH, 3)) {
            assertThat(model.forward(sample(3), 1, 3, 8, 8)[0]).containsExactly(means(), within(2e-3f));
            assertThat(model.answers()).isEqualTo(AnswerKind.NUMBERS);
        }
    }

    @Test
    void a_network_with_random_answers_is_refused_with_the_remedy() throws IOException {
        byte[] random = new OnnxNetwork()
                .input("x", FLOAT, -1, 3, 8, 8)
                .node("ReduceMean", "x", "means", numbers("axes", 2, 3), number("keepdims", 0))
                .node("RandomNormalLike", "means", "noise")
                .node("Add", "means noise", "y")
                .output("y", FLOAT, -1, 3)
                .toByteArray();
        assertThatThrownBy(() -> load(random, BOTH, 3))
                .isInstanceOf(ModelUnusable.class)
                .hasMessageContaining("model.eval()");
    }

    @Test
    void a_network_on_bytes_gets_the_levels_of_pixels() throws IOException {
        byte[] bytes = new OnnxNetwork()
                .input("x", UINT8, -1, 3, 8, 8)
                .node("Cast", "x", "levels", number("to", FLOAT))
                .node("ReduceMean", "levels", "y", numbers("axes", 2, 3), number("keepdims", 0))
                .output("y", FLOAT, -1, 3)
                .toByteArray();
        float[] levels = new float[3 * 64];
        Arrays.fill(levels, 0, 64, 17);
        Arrays.fill(levels, 64, 128, 255);
        try (EngineModel model = load(bytes, BOTH, 3)) {
            assertThat(model.takesLevels()).isTrue();
            assertThat(model.forward(levels, 1, 3, 8, 8)[0]).containsExactly(17, 255, 0);
        }
    }

    @Test
    void sizes_of_one_at_the_end_of_the_answers_are_ignored() throws IOException {
        byte[] pooled = new OnnxNetwork()
                .input("x", FLOAT, -1, 3, 8, 8)
                .node("GlobalAveragePool", "x", "y")
                .output("y", FLOAT, -1, 3, 1, 1)
                .toByteArray();
        try (EngineModel model = load(pooled, BOTH, 3)) {
            assertThat(model.forward(sample(3), 1, 3, 8, 8)[0]).containsExactly(means(), within(1e-5f));
        }
        try (EngineModel model = load("four_dimensions.pt", BOTH, 3)) {
            assertThat(model.forward(sample(3), 1, 3, 8, 8)[0]).containsExactly(means(), within(1e-5f));
        }
    }

    @Test
    void answers_without_a_dimension_for_one_item_are_read() throws IOException {
        byte[] squeezed = new OnnxNetwork()
                .input("x", FLOAT, 1, 3, 8, 8)
                .node("GlobalAveragePool", "x", "pooled")
                .node("Squeeze", "pooled", "y")
                .output("y", FLOAT, 3)
                .toByteArray();
        try (EngineModel model = load(squeezed, BOTH, 3)) {
            assertThat(model.outputs()).isEqualTo(3);
            assertThat(model.forward(sample(3), 1, 3, 8, 8)[0]).containsExactly(means(), within(1e-5f));
        }
    }

    @Test
    void grey_pictures_without_a_dimension_for_channels_are_fed() throws IOException {
        byte[] rows = new OnnxNetwork()
                .input("x", FLOAT, -1, 8, 8)
                .node("ReduceMean", "x", "y", numbers("axes", 2), number("keepdims", 0))
                .output("y", FLOAT, -1, 8)
                .toByteArray();
        try (EngineModel model = load(rows, BOTH, 8)) {
            assertThat(model.itemShape()).containsExactly(1, 8, 8);
            assertThat(model.forward(sample(1), 1, 1, 8, 8)[0][0]).isCloseTo(mean(0, 8), within(1e-5f));
        }
    }

    /** Each of them answers the mean of each channel. */
    @ParameterizedTest
    @CsvSource({"3;8;8, 1;2, true", "3;8;8, 1;2, false", "8;8;3, 0;1, false"})
    void a_picture_without_a_dimension_for_the_batch_is_fed(String shape, String plane, boolean rowOfAnswers)
            throws IOException {
        OnnxNetwork network = new OnnxNetwork()
                .input("x", FLOAT, sizes(shape))
                .node("ReduceMean", "x", "means", numbers("axes", sizes(plane)), number("keepdims", 0))
                .node("Flatten", "means", "row", number("axis", 0));
        byte[] single = rowOfAnswers
                ? network.output("row", FLOAT, 1, 3).toByteArray()
                : network.output("means", FLOAT, 3).toByteArray();
        try (EngineModel model = load(single, BOTH, 3)) {
            assertThat(model.itemShape()).containsExactly(3, 8, 8);
            assertThat(model.batchable()).isFalse();
            assertThat(model.forward(sample(3), 1, 3, 8, 8)[0]).containsExactly(means(), within(1e-5f));
            assertThat(model.forward(BatchValues.of(sample(3)), 1, 3, 8, 8)[0]).containsExactly(means(), within(1e-5f));
            assertThat(model.whyNoGradients())
                    .hasValueSatisfying(reason -> assertThat(reason).contains("without a dimension for the batch"));
        }
    }

    @Test
    void three_grey_pictures_in_each_call_differ_from_one_colour_picture() throws IOException {
        byte[] three = new OnnxNetwork()
                .input("x", FLOAT, 3, 8, 8)
                .node("ReduceMean", "x", "y", numbers("axes", 2), number("keepdims", 0))
                .output("y", FLOAT, 3, 8)
                .toByteArray();
        try (EngineModel model = load(three, BOTH, 8)) {
            assertThat(model.itemShape()).containsExactly(1, 8, 8);
            assertThat(model.forward(sample(1), 1, 1, 8, 8)[0][0]).isCloseTo(mean(0, 8), within(1e-5f));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 5})
    void a_row_without_a_dimension_for_the_batch_is_fed(long wanted) throws IOException {
        byte[] doubled = new OnnxNetwork()
                .input("x", FLOAT, 5)
                .node("Add", "x x", "y")
                .output("y", FLOAT, 5)
                .toByteArray();
        Path file = Files.write(folder.resolve("row.onnx"), doubled);
        try (EngineModel model = Engines.load(new EngineFile(file, ModelFormat.ONNX), InferenceDevice.AUTO, wanted)) {
            assertThat(model.itemShape()).containsExactly(5);
            assertThat(model.batchable()).isFalse();
            assertThat(model.forward(new float[] {1, 2, 3, 4, 5}, 1, 5)[0]).containsExactly(2, 4, 6, 8, 10);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "softmax.pt, PROBABILITIES",
        "loud_softmax.pt, PROBABILITIES",
        "softmax.onnx, PROBABILITIES",
        "one_sigmoid.pt, BETWEEN_0_AND_1",
        "three_sigmoids.pt, BETWEEN_0_AND_1",
        "three_sigmoids.onnx, BETWEEN_0_AND_1",
        "one_small.pt, NUMBERS",
        "three_small.pt, NUMBERS",
        "three_small.onnx, NUMBERS",
    })
    void the_last_layer_is_recognised(String file, AnswerKind kind) {
        try (EngineModel model = load(file, BOTH, 3)) {
            assertThat(model.answers()).isEqualTo(kind);
            assertThat(model.detail().isPresent()).isEqualTo(kind == AnswerKind.PROBABILITIES);
        }
    }

    @Test
    void operators_that_onnxruntime_lacks_for_a_type_are_reported_with_the_remedy() throws IOException {
        byte[] conv = new OnnxNetwork()
                .input("x", OnnxNetwork.DOUBLE, -1, 3, 8, 8)
                .node("GlobalMaxPool", "x", "pooled")
                .node("LRN", "pooled", "y", number("size", 3))
                .output("y", OnnxNetwork.DOUBLE, -1, 3, 1, 1)
                .toByteArray();
        assertThatThrownBy(() -> load(conv, BOTH, 3).close())
                .isInstanceOf(ModelUnusable.class)
                .hasMessageContaining("export it in float32 (model.float() before the export)");
    }

    @Test
    void an_input_that_may_be_missing_is_reported_with_the_remedy() throws IOException {
        byte[] optional = new OnnxNetwork()
                .optionalInput("x", OnnxNetwork.FLOAT, -1, 3, 8, 8)
                .node("OptionalGetElement", "x", "picture")
                .node("GlobalMaxPool", "picture", "y")
                .output("y", OnnxNetwork.FLOAT, -1, 3, 1, 1)
                .toByteArray(18);
        assertThatThrownBy(() -> load(optional, BOTH, 3).close())
                .isInstanceOf(ModelUnusable.class)
                .hasMessageContaining("export it with tensors only");
    }

    @ParameterizedTest
    @ValueSource(strings = {"softmax.pt", "softmax.onnx"})
    void a_network_that_ends_in_softmax_reports_it(String file) {
        try (EngineModel model = load(file, BOTH, 3)) {
            assertThat(model.forward(sample(3), 1, 3, 8, 8)[0]).containsExactly(SOFTMAX, EXACTLY);
            assertThat(model.detail()).contains("Its answers are probabilities already.");
        }
    }

    /** The probabilities of scikit-learn, printed by {@code make_sklearn.py}. */
    @ParameterizedTest
    @CsvSource({
        "sklearn_maps.onnx, '0,1,2', 0.77983487, 0.01000489, 0.21016021",
        "sklearn_odd_maps.onnx, '1,3,5', 0.77983487, 0.01000489, 0.21016021",
        "sklearn_text_maps.onnx, 'ant,cat,dog', 0.01000489, 0.21016021, 0.77983487",
        "sklearn_tensor.onnx, '0,1,2', 0.77983487, 0.01000489, 0.21016021",
        "sklearn_text_tensor.onnx, 'ant,cat,dog', 0.39688811, 0.25022179, 0.35289011",
    })
    void a_classifier_of_scikit_learn_answers_its_probabilities_and_names_its_classes(
            String file, String classes, float first, float second, float third) {
        try (EngineModel model = load(file, BOTH, 3)) {
            assertThat(model.itemShape()).containsExactly(1, 8, 8);
            assertThat(model.classes()).containsExactly(classes.split(",", -1));
            assertThat(model.answers()).isEqualTo(AnswerKind.PROBABILITIES);
            assertThat(model.forward(sample(1), 1, 1, 8, 8)[0])
                    .containsExactly(new float[] {first, second, third}, within(1e-5f));
        }
    }

    @Test
    void the_number_of_the_largest_logit_beside_the_logits_names_no_class() throws IOException {
        byte[] both = new OnnxNetwork()
                .input("x", FLOAT, -1, 3, 8, 8)
                .node("ReduceMean", "x", "y", numbers("axes", 2, 3), number("keepdims", 0))
                .node("ArgMax", "y", "label", number("axis", 1), number("keepdims", 0))
                .output("label", INT64, -1)
                .output("y", FLOAT, -1, 3)
                .toByteArray();
        try (EngineModel model = load(both, BOTH, 3)) {
            assertThat(model.classes()).isEmpty();
            assertThat(model.forward(sample(3), 1, 3, 8, 8)[0]).containsExactly(means(), within(1e-5f));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "sixteen_pixels.onnx | 3 | the image size is 8; write image_size = 16 for this model in flsys.toml, or IMG_SIZE=16",
                "two_inputs.onnx | 3 | has 2 inputs; one is expected",
                "two_heads.pt | 3 | 'output 1' [1, 3] of float32, 'output 2' [1, 3] of float32; only one may have the shape [1, 3]",
                "dict.pt | 4 | 'probabilities' [1, 3] of float32",
                "tuple.pt | 2 | none of them has the shape [1, 2] of the 2 labels. Save a network that returns only its logits",
                "labels.pt | 3 | answers 'output 1' [1] of int64; a tensor of floating-point numbers",
                "sklearn_neighbours.onnx | 3 | export it with a ZipMap",
                "state_dict.pth | 3 | does not load",
            })
    void a_network_that_cannot_be_decided_is_refused_with_the_line_to_write(String file, int labels, String reason) {
        assertThatThrownBy(() -> load(file, BOTH, labels).close())
                .isInstanceOf(ModelUnusable.class)
                .hasMessageContaining(reason);
    }

    @Test
    void a_size_that_a_network_does_not_declare_is_in_the_reason() {
        assertThatThrownBy(() -> Engines.loadClassifier(
                                file("flat_grey.pt"), InferenceDevice.AUTO, new PictureInput(9, BOTH, 3))
                        .close())
                .isInstanceOf(ModelUnusable.class)
                .hasMessageContaining("fails on an input of shape [1, 3, 9, 9] (and on [1, 1, 9, 9], [1, 243], [1, 81]")
                .hasMessageContaining("is 9 the size that it was trained with? IMG_SIZE");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-1, 4, 8, 8 | has 4 channels; a picture has 1 or 3",
                "-1, 3, 8, 6 | only squares are supported",
                "-1, 16, 16, 3 | IMG_SIZE=16",
                "-1, 784 | IMG_SIZE=28",
                "-1, 12288 | IMG_SIZE=64",
                "-1, 28, 28 | IMG_SIZE=28",
                "-1, 5 | takes inputs of the shape [n, 5]; [n, 3, 8, 8] is expected. To predict rows of numbers with it, deploy it",
                "5, 4, 8 | takes inputs of the shape [5, 4, 8]; [n, 3, 8, 8] is expected",
                "-1, 1, 187 | [n, 3, 8, 8] is expected. To predict rows of numbers with it, export a module whose forward(rows)"
                        + " returns model(rows.reshape(-1, 1, 187)), and deploy it",
                "-1, -1, 9 | model(rows.reshape(-1, LENGTH, 9))",
                "-1, 3, 1, 8, 8 | takes inputs of the shape [n, 3, 1, 8, 8]; [n, 3, 8, 8] is expected",
            })
    void a_declared_shape_that_does_not_fit_is_named(String shape, String reason) {
        long[] declared =
                Arrays.stream(shape.split(", ", -1)).mapToLong(Long::parseLong).toArray();
        PictureInput pictures = new PictureInput(8, BOTH, 3);
        assertThat(pictures.layouts(declared)).isEmpty();
        assertThat(pictures.describeMismatch(declared)).contains(reason);
    }

    private EngineModel load(String resource, List<Integer> channels, int labels) {
        return Engines.loadClassifier(file(resource), InferenceDevice.AUTO, new PictureInput(8, channels, labels));
    }

    private EngineModel load(byte[] onnx, List<Integer> channels, int labels) throws IOException {
        Path file = Files.write(folder.resolve("network.onnx"), onnx);
        return Engines.loadClassifier(
                new EngineFile(file, ModelFormat.ONNX), InferenceDevice.AUTO, new PictureInput(8, channels, labels));
    }

    private EngineFile file(String resource) {
        return Unchecked.io(() -> {
            Path file = Files.write(folder.resolve(resource), TestProject.resource(resource));
            return new EngineFile(file, resource.endsWith(".onnx") ? ModelFormat.ONNX : ModelFormat.TORCHSCRIPT);
        });
    }

    private static long[] sizes(String shape) {
        return Arrays.stream(shape.split(";", -1)).mapToLong(Long::parseLong).toArray();
    }

    private static float[] means() {
        return new float[] {mean(0, 64), mean(64, 128), mean(128, 192)};
    }

    private static float mean(int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += sample(3)[i];
        }
        return (float) (sum / (to - from));
    }

    private static float[] sample(int channels) {
        float[] values = new float[channels * 8 * 8];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i * 7919 % 1000) / 500f - 1;
        }
        return values;
    }
}
