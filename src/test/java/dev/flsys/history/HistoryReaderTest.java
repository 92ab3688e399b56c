package dev.flsys.history;

import static dev.flsys.history.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flsys.history.rounds.HistoryProblem;
import dev.flsys.history.rounds.TrainingHistory;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryReaderTest {

    @TempDir
    Path folder;

    @Test
    void nan_and_infinity_as_python_writes_them_are_read() throws IOException {
        TrainingHistory history =
                read("{\"rounds\": [1, 2], \"accuracies\": [NaN, 0.5], \"losses\": [Infinity, -Infinity]}");

        assertThat(history.accuracies()).containsExactly(null, 0.5);
        assertThat(history.losses()).containsExactly(null, null);
    }

    @Test
    void a_byte_order_mark_is_skipped() throws IOException {
        assertThat(read("\uFEFF{\"accuracy\": [0.5]}").rounds()).containsExactly(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "rounds: 1",
                "{\"rounds\": [1",
                "{\"rounds\": []} {}",
                "{rounds: []}",
                "{\"rounds\": [\u0000]}"
            })
    void a_file_that_is_not_json_is_refused(String text) {
        assertRefused(() -> read(text)).hasMessageContaining("'run.json'");
    }

    @Test
    void a_dictionary_as_python_prints_it_is_read() throws IOException {
        TrainingHistory history = read("{'accuracy': [(0, 0.1), (1, np.float64(0.5)), (2, nan)],\n"
                + " 'loss': [(0, 2.), (1, 1e-05), (2, None)], \"it's\": ('a \\'b\\' \"c\"',), 'best': True}");

        assertThat(history.rounds()).containsExactly(0, 1, 2);
        assertThat(history.accuracies()).containsExactly(0.1, 0.5, null);
        assertThat(history.losses()).containsExactly(2.0, 0.00001, null);

        assertThat(read("{1: {'accuracy': 0.5}, 2: {'accuracy': .75}}").accuracies())
                .containsExactly(0.5, 0.75);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{'accuracy': defaultdict(<class 'list'>, {})}", "{'accuracy': [0.5", "{'accuracy': [0.5]} x"})
    void other_text_of_python_is_refused(String text) {
        assertRefused(() -> read(text)).hasMessageContaining("It is not valid JSON");
    }

    @Test
    void the_place_of_the_error_is_reported() {
        assertThatThrownBy(() -> read("{\"rounds\": [1,\n2,,3]}")).hasMessageContaining("(line 2, column 3)");
    }

    @Test
    void text_in_another_encoding_is_refused() throws IOException {
        Path file = folder.resolve("run.json");
        Files.write(file, "{\"rounds\":[],\"名\":\"模型\"}".getBytes("GBK"));

        assertRefused(() -> HistoryReader.read(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"history\":"})
    void deep_nesting_is_refused(String open) {
        assertRefused(() -> read(open.repeat(200_000))).hasMessageContaining("nested too deeply");
    }

    @Test
    void permitted_nesting_is_read() {
        assertRefused(() -> read("{\"a\":".repeat(900) + "1" + "}".repeat(900))).hasMessageContaining("no rounds");
    }

    @Test
    void a_file_that_is_too_large_is_refused() throws IOException {
        Path file = folder.resolve("run.json");
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(HistoryReader.MAX_BYTES + 1L);
        }

        assertRefused(() -> HistoryReader.read(file)).hasMessageContaining("more than 32 MiB");
    }

    @Test
    void an_unreadable_file_is_reported_without_its_folder() {
        assertThatThrownBy(() -> HistoryReader.read(folder.resolve("gone.json")))
                .isInstanceOfSatisfying(HistoryProblem.class, unreadable -> assertThat(unreadable.status())
                        .isEqualTo(500))
                .hasMessageContaining("'gone.json'")
                .hasMessageNotContaining(folder.toString());
    }

    private TrainingHistory read(String text) throws IOException {
        Path file = folder.resolve("run.json");
        Files.writeString(file, text, StandardCharsets.UTF_8);
        return HistoryReader.read(file);
    }

    @Test
    void a_history_of_a_million_rounds_is_refused_before_it_fills_the_heap() throws Exception {
        String ones = "1,".repeat(999_999) + "1";
        Path flat =
                Files.writeString(folder.resolve("flat.json"), "{\"rounds\":[" + ones + "],\"losses\":[" + ones + "]}");
        assertThatThrownBy(() -> HistoryReader.read(flat)).hasMessageContaining("more than 2000000 values");
        StringBuilder rows = new StringBuilder("round,loss\n");
        for (int round = 1; round <= 100_001; round++) {
            rows.append(round).append(",0.5\n");
        }
        Path csv = Files.writeString(folder.resolve("rows.csv"), rows);
        assertThatThrownBy(() -> HistoryReader.read(csv)).hasMessageContaining("more than 100000 rounds");
    }
}
