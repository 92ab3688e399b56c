package dev.flsys.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flsys.flower.progress.FlowerProgress;
import dev.flsys.flower.progress.Round;
import dev.flsys.simulation.TrainedModels.Training;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulationHistoryTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "message_api.txt",
                "message_api_all_fail.txt",
                "message_api_some_fail.txt",
                "flwr_run.txt",
                "legacy.txt",
                "legacy_distributed.txt",
                "legacy_all_fail.txt"
            })
    void the_history_is_that_of_a_file_with_the_same_rounds(String output) throws IOException {
        FlowerProgress progress = new FlowerProgress();
        Files.readAllLines(Path.of("src/test/resources/flower", output)).forEach(progress::line);
        progress.end();
        List<Round> rounds = progress.rounds();
        JsonNode parameters = JSON.createObjectNode().put("rounds", 3);
        ObjectNode file = JSON.createObjectNode();
        file.set("rounds", JSON.valueToTree(rounds));
        file.set("parameters", parameters);
        file.put("total_training_time", 90.5);

        TrainingHistory history = SimulationHistory.of(
                new Training(parameters, rounds, Instant.EPOCH, Optional.of(Duration.ofMillis(90_500))));

        assertThat(rounds).isNotEmpty();
        assertThat(JSON.writeValueAsString(history))
                .isEqualTo(JSON.writeValueAsString(HistoryParser.parse(file, "simulation.json")));
    }
}
