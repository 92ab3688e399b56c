package dev.flsys.history;

import static dev.flsys.history.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedOutputStream;
import dev.flsys.history.rounds.Experiments;
import dev.flsys.history.rounds.HistoryInvalid;
import dev.flsys.history.rounds.TrainingHistory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code simple} was written by tensorboardX 2.6, {@code tensor} by the summary writer of tensorboard 2.21. */
class EventFolderTest {

    private static final String NAME = "events.out.tfevents.1700000000.test";
    private static final Path REAL = Path.of("src/test/resources/histories");

    @TempDir
    Path folder;

    @Test
    void scalars_of_add_scalar_are_read() {
        TrainingHistory history = read(REAL.resolve("simple"));

        assertThat(history.rounds()).containsExactly(1, 2);
        assertThat(history.accuracies()).containsExactly(0.5, 0.75);
        assertThat(history.accuracySeries()).isEqualTo("Accuracy/test");
        assertThat(history.losses()).containsExactly(2.0, 1.0);
        assertThat(history.metrics()).containsOnlyKeys("Loss/train");
        assertThat(read(REAL.resolve("simple").resolve(NAME)).rounds()).containsExactly(1, 2);
    }

    @Test
    void scalars_in_tensors_are_read_and_other_tensors_are_not() {
        TrainingHistory history = read(REAL.resolve("tensor"));

        assertThat(history.rounds()).containsExactly(0, 1, 2);
        assertThat(history.accuracies()).containsExactly((double) 0.1f, 0.5, 0.75);
        assertThat(history.losses()).containsExactly(3.0, 2.0, 1.0);
        assertThat(history.metrics()).containsOnlyKeys("half", "float32", "count");
        assertThat(history.metrics().get("half")).containsExactly(3.0, 2.0, 1.0);
        assertThat(history.metrics().get("count")).containsExactly(0.0, 10.0, 20.0);
    }

    @Test
    void folders_of_clients_are_series_and_those_of_data_sets_name_theirs() throws IOException {
        write("client_0", event("accuracy", 1, 0.25f));
        write("client_1", event("accuracy", 1, 0.75f));
        write("test", event("loss", 1, 2f));
        TrainingHistory history = read(folder);

        assertThat(history.accuracies()).containsExactly(0.5);
        assertThat(history.losses()).containsExactly(2.0);
        assertThat(history.lossSeries()).isEqualTo("test/loss");
        assertThat(history.metrics()).containsOnlyKeys("client_0_accuracy", "client_1_accuracy");
    }

    @Test
    void the_run_that_the_id_names_counts_and_others_are_an_error() throws IOException {
        write("fedavg", event("accuracy", 1, 0.25f));
        write("fedprox", event("accuracy", 1, 0.75f));

        assertThat(read(folder, "net_fedprox").accuracies()).containsExactly(0.75);
        assertRefused(() -> read(folder, "net")).hasMessageContaining("fedavg, fedprox");
    }

    @Test
    void the_newest_of_runs_that_differ_in_their_time_counts() throws IOException {
        write("Nov26_10-00-00_host", event("accuracy", 1, 0.75f));
        Path old = write("Nov25_10-00-00_host", event("accuracy", 1, 0.25f));
        Files.setLastModifiedTime(old, FileTime.fromMillis(0));
        TrainingHistory history = read(folder, "net");

        assertThat(history.accuracies()).containsExactly(0.75);
        assertThat(history.notes()).hasSize(1).first().asString().contains("Nov26_10-00-00_host");
    }

    @Test
    void a_second_training_in_the_same_folder_replaces_the_first() throws IOException {
        write("", event("accuracy", 1, 0.1f), event("accuracy", 2, 0.2f), event("accuracy", 1, 0.75f));

        assertThat(read(folder).accuracies()).containsExactly(0.75);
    }

    @Test
    void a_record_that_is_not_complete_ends_the_file() throws IOException {
        byte[] second = record(event("accuracy", 2, 0.5f));
        for (int cut = 1; cut < second.length; cut += 3) {
            Path file = write("", event("accuracy", 1, 0.25f));
            Files.write(file, join(Files.readAllBytes(file), Arrays.copyOf(second, cut)));
            assertThat(read(folder).rounds()).as("%d bytes", cut).containsExactly(1);
        }
    }

    @Test
    void a_damaged_file_is_refused() throws IOException {
        Path file = write("", event("accuracy", 1, 0.25f));
        byte[] bytes = Files.readAllBytes(file);
        for (int at = 0; at < bytes.length; at++) {
            byte[] damaged = bytes.clone();
            damaged[at] ^= 1;
            Files.write(file, damaged);
            assertThatThrownBy(() -> read(folder)).as("byte %d", at).isInstanceOf(HistoryInvalid.class);
        }
    }

    @Test
    void random_events_are_refused_or_ignored() throws IOException {
        Random random = new Random(1);
        for (int i = 0; i < 2_000; i++) {
            byte[] event = event("accuracy", 1, 0.25f);
            for (int n = random.nextInt(4); n >= 0; n--) {
                event[random.nextInt(event.length)] = (byte) random.nextInt();
            }
            write("", event);
            try {
                read(folder);
            } catch (HistoryInvalid refused) {
                assertThat(refused.status()).isEqualTo(500);
            }
        }
    }

    @Test
    void several_values_of_a_step_are_refused() throws IOException {
        write("", event("accuracy", 0, 0.25f), event("accuracy", 0, 0.5f));

        assertRefused(() -> read(folder)).hasMessageContaining("several values for round 0");
    }

    @Test
    void a_file_that_is_too_large_is_refused() throws IOException {
        try (RandomAccessFile large = new RandomAccessFile(folder.resolve(NAME).toFile(), "rw")) {
            large.setLength(EventFile.MAX_BYTES + 1);
        }

        assertRefused(() -> read(folder)).hasMessageContaining("256 MiB");
    }

    @Test
    void a_file_without_scalars_is_refused() throws IOException {
        write("");

        assertRefused(() -> read(folder)).hasMessageContaining("add_scalar");
    }

    private static TrainingHistory read(Path place, String... names) {
        return HistoryReader.read(
                place, new Experiments(HistoryReader.nameOf(place), "runs", List.of(names), Optional.empty()));
    }

    private Path write(String run, byte[]... events) throws IOException {
        Path file = Files.createDirectories(folder.resolve(run)).resolve(NAME);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] event : events) {
            bytes.write(record(event));
        }
        return Files.write(file, bytes.toByteArray());
    }

    private static byte[] event(String tag, long step, float number) throws IOException {
        byte[] value = message(out -> {
            out.writeString(1, tag);
            out.writeFloat(2, number);
        });
        byte[] summary = message(out -> out.writeByteArray(1, value));
        return message(out -> {
            out.writeDouble(1, 1.7e9);
            out.writeInt64(2, step);
            out.writeByteArray(5, summary);
        });
    }

    private interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    private static byte[] message(Fields fields) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        fields.write(out);
        out.flush();
        return bytes.toByteArray();
    }

    private static byte[] record(byte[] event) {
        byte[] length = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(event.length)
                .array();
        return join(length, crc(length), event, crc(event));
    }

    private static byte[] crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        long value = crc.getValue();
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) ((value >>> 15 | value << 17) + 0xa282ead8L))
                .array();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }
}
