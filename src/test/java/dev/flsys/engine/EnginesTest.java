package dev.flsys.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import ai.djl.Device;
import dev.flsys.engine.file.FormatReader;
import dev.flsys.engine.file.ModelFormat;
import dev.flsys.engine.file.ModelUnusable;
import dev.flsys.engine.file.OnnxExternalData;
import dev.flsys.model.serving.ModelLease;
import dev.flsys.model.serving.ModelSlot;
import dev.flsys.model.serving.ModelVersion;
import dev.flsys.project.FileStamp;
import dev.flsys.testsupport.OnnxFile;
import dev.flsys.testsupport.RepeatingThreads;
import dev.flsys.testsupport.TestProject;
import dev.flsys.testsupport.Unchecked;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both engines with real models. One file, because most cases run for each engine. */
class EnginesTest {

    private static final Offset<Float> EXACTLY = within(1e-6f);
    private static final float[] SAMPLE = sample();

    /** The answers that make_models.py prints for {@link #SAMPLE}. */
    private static final float[] TINY = {0.39564260840415955f, -0.31651508808135986f, -0.49902141094207764f};

    private static final float[] OTHER = {0.24383872747421265f, -0.27075183391571045f, -0.1843721568584442f};

    private final Path folder;

    EnginesTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny.pt", "tiny.onnx"})
    void both_engines_give_the_answers_of_python_in_evaluation_mode(String file) {
        try (EngineModel model = load(file)) {
            assertThat(model.forward(SAMPLE, 1, 3, 8, 8)[0]).containsExactly(TINY, EXACTLY);
            assertThat(model.outputs()).isEqualTo(3);
            assertThat(model.batchable()).isTrue();
            assertThat(model.runsAs().name()).isEqualTo(file.endsWith("onnx") ? "ONNX" : "TORCHSCRIPT");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny.pt", "tiny.onnx"})
    void an_item_of_a_batch_gets_the_answer_that_it_gets_alone(String file) {
        try (EngineModel model = load(file)) {
            float[] batch = new float[5 * SAMPLE.length];
            System.arraycopy(SAMPLE, 0, batch, 3 * SAMPLE.length, SAMPLE.length);
            float[][] answers = model.forward(batch, 5, 3, 8, 8);
            assertThat(answers).hasDimensions(5, 3);
            assertThat(answers[3]).containsExactly(TINY, EXACTLY);
            assertThat(answers[4]).isEqualTo(answers[0]);
            assertThat(model.forward(SAMPLE, 1, 3, 8, 8)[0]).containsExactly(TINY, EXACTLY);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"batch_of_one.onnx", "one_by_one.pt"})
    void a_model_for_one_item_at_a_time_is_known_as_such(String file) {
        try (EngineModel model = load(file)) {
            assertThat(model.batchable()).isFalse();
            assertThat(model.forward(SAMPLE, 1, 3, 8, 8)).hasDimensions(1, 3);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "two_inputs.onnx | has 2 inputs; one is expected",
                "two_outputs.pt | answers 2 tensors; one is expected",
                "sixteen_pixels.onnx | takes inputs of the shape [n, 3, 16, 16]; [n, 3, 8, 8] is expected",
                "state_dict.pth | does not load",
            })
    void a_file_that_cannot_classify_pictures_of_that_size_is_refused_with_the_reason(String file, String reason) {
        assertThatThrownBy(() -> load(file).close())
                .isInstanceOf(ModelUnusable.class)
                .hasMessageContaining(reason)
                .hasMessageNotContaining(folder.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny.pt", "tiny.onnx"})
    void a_truncated_or_random_file_is_refused_without_its_path(String name) throws IOException {
        byte[] whole = TestProject.resource(name);
        for (byte[] content : List.of(
                new byte[0],
                Arrays.copyOf(whole, whole.length / 2),
                "no model at all".getBytes(StandardCharsets.UTF_8))) {
            Path file = Files.write(folder.resolve(name), content);
            assertThatThrownBy(() -> load(file, 3, 8, 8).close())
                    .isInstanceOf(ModelUnusable.class)
                    .hasMessageContaining("does not load")
                    .hasMessageNotContaining(folder.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny.pt", "tiny.onnx"})
    void an_input_that_does_not_fit_fails_alone(String file) {
        try (EngineModel model = load(file)) {
            assertThatThrownBy(() -> model.forward(new float[5], 1, 5)).isInstanceOf(ForwardFailed.class);
            assertThatThrownBy(() -> model.forward(new float[5], 1, 3, 8, 8)).isInstanceOf(ForwardFailed.class);
            assertThat(model.forward(SAMPLE, 1, 3, 8, 8)[0]).containsExactly(TINY, EXACTLY);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny.pt", "tiny.onnx"})
    @EnabledOnOs(OS.LINUX)
    void a_hundred_thousand_calls_take_no_more_memory(String file) throws IOException {
        try (EngineModel model = load(file)) {
            call(model, 20_000);
            long calmest = Long.MAX_VALUE;
            // The heap of a young JVM grows in many windows. A leak of 100 bytes a call grows in every window.
            for (int window = 0; window < 40 && calmest >= 2_000_000; window++) {
                long before = residentBytes();
                call(model, 20_000);
                calmest = Math.min(calmest, residentBytes() - before);
            }
            assertThat(calmest).isLessThan(2_000_000);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pt", "onnx"})
    void swaps_under_eight_threads_mix_no_answer(String suffix) throws Exception {
        ModelSlot slot = new ModelSlot();
        slot.publish(version("tiny." + suffix));
        try (RepeatingThreads threads = RepeatingThreads.repeat(8, () -> {
            var lease = slot.lease();
            if (lease.isPresent()) {
                try (ModelLease held = lease.get()) {
                    float[] expected = held.version().name().startsWith("tiny") ? TINY : OTHER;
                    assertThat(held.model().forward(SAMPLE, 1, 3, 8, 8)[0]).containsExactly(expected, EXACTLY);
                }
            }
        })) {
            for (int swap = 0; swap < 20; swap++) {
                slot.publish(version((swap % 2 == 0 ? "other." : "tiny.") + suffix));
            }
            slot.shut().toCompletableFuture().get(30, TimeUnit.SECONDS);
            threads.stop();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "tiny.pt, 模型 一.pt",
        "tiny.onnx, 模型 一.onnx",
        "tiny.pt, réseau 😀.pt",
        "tiny.onnx, réseau 😀.onnx",
    })
    void names_of_any_script_load(String resource, String name) throws IOException {
        Path nets = Files.createDirectories(folder.resolve("权重 😀"));
        Path file = Files.write(nets.resolve(name), TestProject.resource(resource));
        try (EngineModel model = load(file, 3, 8, 8)) {
            assertThat(model.forward(SAMPLE, 1, 3, 8, 8)[0]).containsExactly(TINY, EXACTLY);
        }
    }

    @Test
    void an_engine_message_loses_only_its_paths() {
        assertThat(EngineMessage.of(new IllegalStateException(
                        new IOException("Load model from /srv/people/x/a.onnx failed:Protobuf parsing failed."))))
                .isEqualTo("Load model from a.onnx failed:Protobuf parsing failed.");
        assertThat(EngineMessage.of(new IllegalStateException("""
                        The following operation failed in the TorchScript interpreter.
                        Traceback of TorchScript (most recent call last):
                          File "/home/x/model.py", line 3
                        RuntimeError: mat1 and mat2 shapes cannot be multiplied (1x4 and 5x3)
                        """)))
                .isEqualTo("mat1 and mat2 shapes cannot be multiplied (1x4 and 5x3)");
    }

    @Test
    void open_sizes_are_the_declared_ones_of_the_onnx_file() {
        for (String file : List.of("tiny.onnx", "batch_of_one.onnx")) {
            try (EngineModel model = load(write(file), -1, -1, -1)) {
                assertThat(model.itemShape()).containsExactly(3, 8, 8);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny.pt", "tiny.onnx"})
    void a_missing_gpu_is_reported(String file) {
        InferenceDevice gpu = new InferenceDevice(Optional.of(Device.gpu(0)));
        assertThatThrownBy(() ->
                        Engines.load(executable(write(file)), gpu, 3, 8, 8).close())
                .isInstanceOf(EngineUnavailable.class)
                .hasMessageContaining("is for CPUs only");
    }

    @ParameterizedTest
    @CsvSource({
        "Att_script, 10, 10",
        "LS_script, 10, 3",
        "LS_trace, 10, 3",
        "TE_script, 10, 3",
        "St_script, 10, 3",
        "Emb_script, 10, 8",
        "Q2_script, 10, 3",
    })
    void torchscript_of_many_kinds_of_networks_loads(String name, int features, int outputs) {
        try (EngineModel model = load(Path.of("src/test/resources/torchscript/numerical", name + ".pt"), features)) {
            assertThat(model.outputs()).isEqualTo(outputs);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Forward", "Nested", "SetState", "Free"})
    void torchscript_that_reaches_files_is_refused_before_libtorch_opens_it(String name) {
        Path file = Path.of("src/test/resources/torchscript/hostile", name + ".pt");
        assertThatThrownBy(() -> load(file, 3, 8, 8).close())
                .isInstanceOfSatisfying(ModelUnusable.class, refused -> assertThat(refused.detail())
                        .containsPattern("uses the operator aten::(save|from_file)"));
        // the file that the code would have written
        assertThat(Path.of("target/torchscript-was-here.pt")).doesNotExist();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_pipe_is_not_opened() throws Exception {
        for (String name : List.of("fifo.pt", "fifo.onnx")) {
            Path fifo = folder.resolve(name);
            assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                    .isZero();
            assertThatThrownBy(() -> load(fifo, 3, 8, 8).close())
                    .isInstanceOf(ModelUnusable.class)
                    .hasMessageContaining("is not a regular file");
            assertThat(FormatReader.isTorchScript(fifo)).isFalse();
            assertThatThrownBy(() -> OnnxExternalData.requireNone(fifo)).hasMessageContaining("is not a regular file");
        }
    }

    @Test
    void a_call_of_onnxruntime_that_does_not_end_can_be_ended() throws Exception {
        Path file = Files.write(folder.resolve("looping.onnx"), OnnxFile.looping(2, 3));
        try (EngineModel model = load(file, 2)) {
            assertThat(model.forward(new float[] {1, 2}, 1, 2)[0]).containsExactly(3, 3, 3);
            CompletableFuture<Throwable> failure = new CompletableFuture<>();
            Thread calling = new Thread(() -> {
                try {
                    model.forward(new float[] {1e18f, 2}, 1, 2);
                } catch (ForwardFailed ended) {
                    failure.complete(ended);
                }
            });
            calling.start();
            while (!failure.isDone()) {
                Engines.endCall(calling);
                calling.join(10);
            }
            assertThat(failure.get()).isInstanceOf(ForwardFailed.class);
            assertThat(model.forward(new float[] {1, 2}, 1, 2)[0]).containsExactly(3, 3, 3);
        }
    }

    @Test
    void a_model_that_answers_no_number_to_any_input_is_refused() throws IOException {
        Path file = Files.write(folder.resolve("diverged.onnx"), OnnxFile.linear(2, 3, Float.NaN));
        assertThatThrownBy(() -> load(file, 2).close())
                .isInstanceOf(ModelUnusable.class)
                .hasMessageContaining("NaN or infinity to every test input");
        Path large = Files.write(folder.resolve("large.onnx"), OnnxFile.linear(2, 3, 3e38f));
        try (EngineModel model = load(large, 2)) {
            assertThat(model.forward(new float[] {0, 0}, 1, 2)[0]).containsExactly(0, 0, 0);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void weights_in_another_file_that_change_later_do_not_change_the_loaded_model() throws IOException {
        Files.createDirectories(folder.resolve("parts"));
        Path weights = Files.write(folder.resolve("parts/w.bin"), OnnxFile.weights(20_000, 2));
        Path file = Files.write(folder.resolve("scaled.onnx"), OnnxFile.scaled(20_000, "parts/w.bin"));
        List<Path> before = copies();
        float[] ones = new float[20_000];
        Arrays.fill(ones, 1);
        try (EngineModel model = load(file, 20_000)) {
            Files.write(weights, OnnxFile.weights(20_000, 3), StandardOpenOption.WRITE);
            assertThat(model.forward(ones, 1, 20_000)[0]).containsOnly(2);
            // would end the JVM if the file was mapped into memory
            assertThat(Files.readString(Path.of("/proc/self/maps"), StandardCharsets.ISO_8859_1))
                    .doesNotContain(weights.toString());
            Files.write(weights, new byte[10]);
            assertThat(model.forward(ones, 1, 20_000)[0]).containsOnly(2);
            assertThat(copies()).isEqualTo(before);
        }
        assertThatThrownBy(() -> load(file, 20_000).close()).isInstanceOf(ModelUnusable.class);
        assertThat(copies()).isEqualTo(before);
    }

    @Test
    void the_checked_copy_is_removed() throws IOException {
        List<Path> before = copies();
        load("tiny.pt").close();
        assertThatThrownBy(() -> load("two_outputs.pt").close()).isInstanceOf(ModelUnusable.class);
        // Other JVMs make copies, too, and remove them soon.
        await().atMost(Duration.ofMinutes(1)).until(() -> before.containsAll(copies()));
    }

    private static List<Path> copies() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("flsys-load-"))
                    .sorted()
                    .toList();
        }
    }

    private void call(EngineModel model, int times) {
        for (int i = 0; i < times; i++) {
            model.forward(SAMPLE, 1, 3, 8, 8);
        }
    }

    private ModelVersion version(String resource) {
        Path file = write(resource);
        return new ModelVersion(resource, FileStamp.read(file).orElseThrow(), Optional.empty(), load(resource));
    }

    private EngineModel load(String resource) {
        return load(write(resource), 3, 8, 8);
    }

    private static EngineModel load(Path file, long... itemShape) {
        return Engines.load(executable(file), InferenceDevice.AUTO, itemShape);
    }

    private Path write(String resource) {
        return Unchecked.io(() -> Files.write(folder.resolve(resource), TestProject.resource(resource)));
    }

    private static EngineFile executable(Path file) {
        boolean onnx = file.toString().toLowerCase(Locale.ROOT).endsWith(".onnx");
        return new EngineFile(file, onnx ? ModelFormat.ONNX : ModelFormat.TORCHSCRIPT);
    }

    /** Field 2 of proc_pid_statm(5), pages of 4 KiB. */
    private static long residentBytes() throws IOException {
        return 4096
                * Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ")[1]);
    }

    private static float[] sample() {
        float[] values = new float[3 * 8 * 8];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i * 7919 % 1000) / 500f - 1;
        }
        return values;
    }
}
