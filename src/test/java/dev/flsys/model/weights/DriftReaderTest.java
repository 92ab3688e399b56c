package dev.flsys.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.flsys.engine.file.ModelFormat;
import dev.flsys.model.catalog.ModelFile;
import dev.flsys.model.catalog.ModelId;
import dev.flsys.testsupport.Safetensors;
import dev.flsys.testsupport.TestProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriftReaderTest {

    private static final String TWO = "{'w':{F32[2]0,8},'b':{F32[1]8,12}}";

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    private final DriftReader reader = new DriftReader();
    private final AtomicInteger done = new AtomicInteger();

    @Test
    void each_round_is_compared_with_the_round_before() throws Exception {
        SeriesDrift drift =
                reader.drift(series(file(TWO, 3f, 4f, 0f), file(TWO, 3f, 4f, 2f), file(TWO, 6f, 8f, 3f)), 50, done);
        assertThat(drift.series()).isEqualTo("net");
        assertThat(drift.total()).isEqualTo(3);
        assertThat(drift.rounds()).extracting(SeriesDrift.Round::against).containsExactly(null, "net_1", "net_2");
        assertThat(drift.rounds().get(0).norm()).isEqualTo(5.0);
        assertThat(drift.rounds().get(0).drift()).isNull();
        assertThat(drift.rounds().get(1).drift()).isEqualTo(2.0 / 5);
        assertThat(drift.rounds().get(2).difference()).isEqualTo(Math.sqrt(26), within(1e-12));
        assertThat(drift.tensors()).extracting(SeriesDrift.Tensor::name).containsExactly("w", "b");
        assertThat(drift.tensors().get(0).drift()).containsExactly(null, 0.0, 1.0);
        assertThat(drift.tensors().get(1).drift()).as("against a norm of zero").containsExactly(null, null, 0.5);
        assertThat(done).hasValue(3);
    }

    @Test
    void a_round_that_cannot_be_read_has_the_reason_and_the_next_one_is_compared_with_the_last_read_one()
            throws Exception {
        Path text = Files.writeString(folder.resolve("net.pth"), "these are no weights");
        SeriesDrift drift = reader.drift(series(file(TWO, 3f, 4f, 1f), text, file(TWO, 3f, 4f, 2f)), 50, done);
        assertThat(drift.rounds().get(1).reason()).startsWith("The weights of net_2 cannot be read. ");
        assertThat(drift.rounds().get(2).against()).isEqualTo("net_1");
        assertThat(drift.tensors().get(0).drift()).containsExactly(null, null, 1.0);
        assertThatThrownBy(() -> reader.drift(series(text, text), 50, done))
                .isInstanceOf(WeightsProblem.class)
                .hasMessageStartingWith("The weights of net_1 cannot be read. ");
    }

    @Test
    void the_ten_tensors_that_move_most_are_listed() throws Exception {
        StringBuilder header = new StringBuilder("{'steps':{I32[1]48,52}");
        float[] before = new float[13];
        float[] after = new float[13];
        for (int i = 0; i < 12; i++) {
            header.append(",'t%d':{F32[1]%d,%d}".formatted(i, 4 * i, 4 * i + 4));
            before[i] = 1;
            after[i] = 1 + i;
        }
        Path first = file(header.append('}').toString(), before);
        SeriesDrift drift = reader.drift(series(first, file(header.toString(), after)), 50, done);
        assertThat(drift.tensors())
                .extracting(SeriesDrift.Tensor::name)
                .containsExactly("t11", "t10", "t9", "t8", "t7", "t6", "t5", "t4", "t3", "t2");
    }

    @Test
    void the_rounds_of_a_long_series_are_chosen_evenly_with_the_first_and_the_last() throws Exception {
        Path[] files = new Path[101];
        for (int i = 0; i < files.length; i++) {
            files[i] = file("{'w':{F32[1]0,4}}", i + 1f);
        }
        SeriesDrift drift = reader.drift(series(files), 5, done);
        assertThat(drift.total()).isEqualTo(101);
        assertThat(drift.rounds()).extracting(SeriesDrift.Round::round).containsExactly(1, 26, 51, 76, 101);
        assertThat(drift.rounds().get(4).against()).isEqualTo("net_76");
    }

    @Test
    void a_changed_file_is_read_again() throws Exception {
        Path changing = file(TWO, 3f, 4f, 0f);
        ModelSeries series = series(file(TWO, 3f, 4f, 0f), changing);
        assertThat(reader.drift(series, 50, done).rounds().get(1).drift()).isZero();
        Files.copy(file(TWO, 6f, 8f, 0f), changing, StandardCopyOption.REPLACE_EXISTING);
        Files.setLastModifiedTime(changing, FileTime.from(Instant.EPOCH));
        assertThat(reader.drift(series, 50, done).rounds().get(1).drift()).isEqualTo(1.0);
    }

    @Test
    void an_unchanged_pair_is_not_read_again() throws Exception {
        Path first = file(TWO, 3f, 4f, 0f);
        ModelSeries series = series(first, file(TWO, 3f, 4f, 5f));
        SeriesDrift before = reader.drift(series, 50, done);
        Instant written = Files.getLastModifiedTime(first).toInstant();
        // Other content in the same file, with the same size and time.
        Files.write(first, Files.readAllBytes(file(TWO, 6f, 8f, 0f)));
        Files.setLastModifiedTime(first, FileTime.from(written));
        assertThat(reader.drift(series, 50, done)).isEqualTo(before);
    }

    @Test
    void an_interrupted_reading_ends() throws Exception {
        ModelSeries series = series(file(TWO, 3f, 4f, 0f), file(TWO, 3f, 4f, 5f));
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> reader.drift(series, 50, done)).isInstanceOf(WeightsProblem.class);
            assertThat(done).hasValue(0);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private Path file(String header, float... data) throws IOException {
        return Safetensors.write(folder, header, data);
    }

    private static ModelSeries series(Path... files) throws IOException {
        List<ModelSeries.Member> rounds = new ArrayList<>();
        for (Path file : files) {
            int round = rounds.size() + 1;
            rounds.add(new ModelSeries.Member(
                    round,
                    new ModelFile(
                            ModelId.of("net_" + round).orElseThrow(),
                            file,
                            false,
                            ModelFormat.STATE_DICT,
                            Files.size(file),
                            Instant.EPOCH,
                            TestProject.OPTIONS,
                            Optional.empty(),
                            Optional.empty())));
        }
        return new ModelSeries("net", null, rounds);
    }
}
