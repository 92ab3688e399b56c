package dev.flsys.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.history.rounds.TrainingHistory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HistoryTableTest {

    @Test
    void each_round_is_a_row_and_unknown_values_are_empty() {
        Map<String, List<@Nullable Double>> metrics = new LinkedHashMap<>();
        metrics.put("f1, macro", Arrays.asList(0.5, null));
        metrics.put("=cmd", Arrays.asList(1.0, 2.0));
        TrainingHistory history = new TrainingHistory(
                List.of(0, 1),
                Arrays.asList(null, 0.75),
                Arrays.asList(2.5, 0.1),
                null,
                null,
                "history.json",
                "accuracy",
                "loss",
                metrics,
                null,
                null,
                Map.of());

        assertThat(HistoryTable.toCsv(history)).isEqualTo("""
                round,accuracy,loss,"f1, macro",'=cmd
                0,,2.5,0.5,1.0
                1,0.75,0.1,,2.0
                """.replace("\n", "\r\n"));
    }
}
