package dev.flsys.history;

import static dev.flsys.history.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.history.rounds.TrainingHistory;
import dev.flsys.weights.WeightsBytes;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PythonHistoryTest {

    @TempDir
    Path folder;

    @Test
    void the_arrays_of_an_archive_are_series() throws IOException {
        TrainingHistory history = read(
                "run.npz",
                WeightsBytes.zip(
                        "test_acc.npy",
                        doubles(0.5, 0.75),
                        "test_loss.npy",
                        doubles(1.5, Double.NaN),
                        "num_clients.npy",
                        WeightsBytes.npy("'<i8'", "False", "()", longs(10))));

        assertThat(history.rounds()).containsExactly(1, 2);
        assertThat(history.accuracies()).containsExactly(0.5, 0.75);
        assertThat(history.losses()).containsExactly(1.5, null);
        assertThat(history.extra()).containsKey("num_clients");
    }

    @Test
    void rounds_of_an_archive_count() throws IOException {
        TrainingHistory history = read(
                "run.npz",
                WeightsBytes.zip(
                        "round.npy", WeightsBytes.npy("'>i8'", "False", "(2,)", bigLongs(5, 10)),
                        "accuracy.npy", doubles(0.5, 0.75)));

        assertThat(history.rounds()).containsExactly(5, 10);
    }

    @Test
    void an_array_of_numbers_has_the_name_of_its_file() throws IOException {
        assertThat(read("test_accuracy.npy", doubles(0.5, 0.75)).accuracies()).containsExactly(0.5, 0.75);
        assertRefused(() -> read("norms.npy", doubles(0.5, 0.75)));
    }

    @Test
    void a_float_keeps_its_digits() throws IOException {
        byte[] values = ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(0.1f)
                .array();

        assertThat(read("accuracy.npy", WeightsBytes.npy("'<f4'", "False", "(1,)", values))
                        .accuracies())
                .containsExactly(0.1);
    }

    @Test
    void an_array_of_rows_in_the_order_of_fortran_is_read_by_rows() throws IOException {
        // numpy.asfortranarray([[0.5, 0.75], [0.25, 1.0]]) as the accuracies of two clients
        byte[] array = WeightsBytes.npy("'<f8'", "True", "(2, 2)", bytes(0.5, 0.25, 0.75, 1.0));

        TrainingHistory history = read(
                "run.npz",
                WeightsBytes.zip(
                        "accuracy.npy",
                        doubles(0.6, 0.7),
                        "client_accuracies.npy",
                        array,
                        "num_clients.npy",
                        WeightsBytes.npy("'<i8'", "False", "()", longs(2))));

        assertThat(history.accuracies()).containsExactly(0.6, 0.7);
    }

    @Test
    void an_array_of_objects_is_read_as_its_pickle() throws IOException {
        // {'accuracy': [0.5]}
        String pickle = "}X\u0008\u0000\u0000\u0000accuracy]G?\u00e0\u0000\u0000\u0000\u0000\u0000\u0000as.";
        byte[] array = WeightsBytes.npy("'|O'", "False", "()", WeightsBytes.pickle(pickle));

        assertThat(read("history.npy", array).accuracies()).containsExactly(0.5);
        assertThat(read("run.npz", WeightsBytes.zip("history.npy", array)).accuracies())
                .containsExactly(0.5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"arr_0", "conv1.weight", "test_client_ids"})
    void an_archive_of_other_arrays_is_no_history(String name) throws IOException {
        assertThat(new ArrayFiles().isHistory(write("a.npz", WeightsBytes.zip(name + ".npy", doubles(1)))))
                .isFalse();
    }

    @Test
    void an_archive_with_a_loss_is_a_history() throws IOException {
        assertThat(new ArrayFiles().isHistory(write("a.npz", WeightsBytes.zip("train_losses.npy", doubles(1)))))
                .isTrue();
        assertThat(new ArrayFiles().isHistory(write("b.npz", "PK".getBytes(StandardCharsets.UTF_8))))
                .isFalse();
    }

    @Test
    void an_archive_is_read_again_after_it_has_changed() throws IOException {
        ArrayFiles files = new ArrayFiles();
        Path file = write("a.npz", WeightsBytes.zip("arr_0.npy", doubles(1)));
        assertThat(files.isHistory(file)).isFalse();
        assertThat(files.isHistory(file)).isFalse();

        write("a.npz", WeightsBytes.zip("accuracy.npy", doubles(1)));

        assertThat(files.isHistory(file)).isTrue();
        Files.delete(file);
        assertThat(files.isHistory(file)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"accuracy.npy", "run.npz"})
    void a_file_above_the_limit_of_histories_is_refused(String name) throws IOException {
        try (RandomAccessFile large = new RandomAccessFile(folder.resolve(name).toFile(), "rw")) {
            large.setLength(HistoryReader.MAX_BYTES + 1L);
        }

        assertRefused(() -> HistoryReader.read(folder.resolve(name))).hasMessageContaining("more than 32 MiB");
    }

    @Test
    void damaged_files_are_refused_with_their_names() {
        byte[] whole = WeightsBytes.zip("accuracy.npy", doubles(0.5, 0.75));
        for (int length : new int[] {0, 1, 40, whole.length / 2, whole.length - 1}) {
            assertRefused(() -> read("run.npz", Arrays.copyOf(whole, length))).hasMessageContaining("'run.npz'");
        }
        byte[] array = doubles(0.5, 0.75);
        for (int length : new int[] {0, 9, 40, array.length - 1}) {
            assertRefused(() -> read("accuracy.npy", Arrays.copyOf(array, length)))
                    .hasMessageContaining("'accuracy.npy'");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"(3000000,)", "(1, 3000000)", "(999999999999999999,)", "(99999999, 99999999999)"})
    void more_values_than_the_file_has_or_than_a_history_may_have_are_refused(String shape) {
        byte[] header = WeightsBytes.npy("'<f8'", "False", shape, new byte[16]);

        assertRefused(() -> read("accuracy.npy", header));
        assertRefused(() -> read("run.npz", WeightsBytes.zip("accuracy.npy", header)));
    }

    @Test
    void more_values_than_a_history_may_have_are_refused() {
        byte[] header = WeightsBytes.npy("'|b1'", "False", "(3000000,)", new byte[3_000_000]);

        assertRefused(() -> read("accuracy.npy", header)).hasMessageContaining("values");
    }

    private TrainingHistory read(String name, byte[] content) throws IOException {
        return HistoryReader.read(write(name, content));
    }

    private Path write(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content);
    }

    private static byte[] doubles(double... values) {
        return WeightsBytes.npy("'<f8'", "False", "(" + values.length + ",)", bytes(values));
    }

    private static byte[] bytes(double... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values) {
            bytes.putDouble(value);
        }
        return bytes.array();
    }

    private static byte[] longs(long value) {
        return ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
    }

    private static byte[] bigLongs(long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Long.BYTES);
        for (long value : values) {
            bytes.putLong(value);
        }
        return bytes.array();
    }
}
