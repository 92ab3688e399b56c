package dev.flsys.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.flsys.history.rounds.TrainingHistory;
import dev.flsys.model.catalog.ModelId;
import dev.flsys.simulation.log.SimulationId;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TrainingSummaryTest {

    private static final ModelId ONE = new ModelId("one");
    private static final ModelId TWO = new ModelId("two");
    private static final ModelId THREE = new ModelId("three");
    private static final SimulationId RUN = new SimulationId("20261130-083818-6b2388be");

    private final TrainingSummary.Collector collector = new TrainingSummary.Collector();

    @Test
    void models_with_the_same_history_share_a_summary() {
        collector.add(history("a.json", Map.of(), 0.5, null, 0.75, 0.75), ONE, Optional.empty());
        collector.add(history("b.json", Map.of(), 50.0, 75.0), TWO, Optional.of(RUN));
        collector.add(
                history("a.json", Map.of("note", JsonNodeFactory.instance.textNode("x")), 0.5, null, 0.75, 0.75),
                THREE,
                Optional.of(RUN));

        assertThat(collector.summaries())
                .containsExactly(
                        new TrainingSummary(
                                List.of(ONE, THREE), null, RUN, "a.json", 4, new TrainingSummary.Best(12, 0.75), true),
                        new TrainingSummary(
                                List.of(TWO), null, RUN, "b.json", 2, new TrainingSummary.Best(11, 75.0), false));
    }

    @Test
    void a_history_without_accuracies_has_no_best_round() {
        collector.add(history("a.json", Map.of(), null, null), ONE, Optional.empty());
        assertThat(collector.summaries())
                .containsExactly(new TrainingSummary(List.of(ONE), null, null, "a.json", 2, null, true));
    }

    @Test
    void the_history_of_a_file_is_that_of_the_models_that_have_it() {
        TrainingHistory history = history("a.json", Map.of(), 0.5, 0.75);
        collector.add(history, ONE, Optional.empty());
        collector.add(history, "results/a.json");
        collector.add(history("b.json", Map.of(), 0.25), "results/b.json#fedavg");

        assertThat(collector.summaries())
                .extracting(TrainingSummary::models, TrainingSummary::file)
                .containsExactly(tuple(List.of(ONE), null), tuple(List.of(), "results/b.json#fedavg"));
    }

    private static TrainingHistory history(String source, Map<String, JsonNode> extra, @Nullable Double... accuracies) {
        List<Integer> rounds = IntStream.range(0, accuracies.length)
                .map(each -> each + 10)
                .boxed()
                .toList();
        return new TrainingHistory(
                rounds,
                Arrays.asList(accuracies),
                Collections.nCopies(rounds.size(), null),
                null,
                null,
                source,
                null,
                null,
                Map.of(),
                null,
                null,
                extra);
    }
}
