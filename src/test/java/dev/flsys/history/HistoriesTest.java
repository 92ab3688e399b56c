package dev.flsys.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.model.ModelFile;
import dev.flsys.model.ModelFormat;
import dev.flsys.model.ModelId;
import dev.flsys.project.FlowerProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoriesTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    @Test
    void the_answer_is_the_contract_s_json() throws IOException {
        Files.writeString(
                folder.resolve("cnn_history.json"),
                "{\"config\":{\"lr\":0.1},\"total_time\":12.5,\"history\":{\"losses_centralized\":[[0,2.5],[1,NaN]],"
                        + "\"metrics_centralized\":{\"accuracy\":[[1,0.5]],\"f1\":[[0,0.25],[1,0.5]]}}}");

        assertThat(json(histories(Optional.of(folder)).of(model())))
                .isEqualTo("{\"rounds\":[0,1],\"accuracies\":[null,0.5],\"losses\":[2.5,null],"
                        + "\"total_training_time\":12.5,\"model\":\"cnn\",\"source\":\"cnn_history.json\","
                        + "\"accuracy_series\":\"centralized_accuracy\",\"loss_series\":\"losses_centralized\","
                        + "\"metrics\":{\"centralized_f1\":[0.25,0.5]},\"parameters\":{\"lr\":0.1}}");
    }

    @Test
    void what_is_unknown_is_left_out() throws IOException {
        Files.writeString(folder.resolve("cnn.json"), "{\"rounds\":[1],\"accuracies\":[0.5]}");

        assertThat(json(histories(Optional.of(folder)).of(model())))
                .isEqualTo("{\"rounds\":[1],\"accuracies\":[0.5],\"losses\":[null],\"model\":\"cnn\","
                        + "\"source\":\"cnn.json\",\"accuracy_series\":\"accuracies\",\"metrics\":{}}");
    }

    @Test
    void without_a_history_folder_there_are_none() throws IOException {
        Files.writeString(folder.resolve("cnn.json"), "{\"accuracy\":[0.5]}");

        assertThatThrownBy(() -> histories(Optional.empty()).of(model()))
                .isInstanceOfSatisfying(HistoryNotConfigured.class, missing -> assertThat(missing.status())
                        .isEqualTo(501))
                .hasMessageContaining("HISTORY_SUBDIR");
    }

    @Test
    void a_history_that_grows_is_read_anew() throws IOException {
        Histories histories = histories(Optional.of(folder));
        Files.writeString(folder.resolve("cnn.json"), "{\"accuracy\":[0.5]}");
        assertThat(histories.of(model()).rounds()).containsExactly(1);

        Files.writeString(folder.resolve("cnn.json"), "{\"accuracy\":[0.5,0.6]}");
        assertThat(histories.of(model()).rounds()).containsExactly(1, 2);
    }

    private Histories histories(Optional<Path> historyFolder) {
        return new Histories(new HistorySettings(historyFolder), new FlowerProject(folder));
    }

    private ModelFile model() {
        return new ModelFile(
                new ModelId("cnn"), folder.resolve("cnn.pth"), false, ModelFormat.STATE_DICT, 1, Instant.EPOCH);
    }

    private static String json(TrainingHistory history) throws IOException {
        return new ObjectMapper().writeValueAsString(history);
    }
}
