package dev.flsys.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flsys.history.rounds.Experiments;
import dev.flsys.history.rounds.HistoryDocument;
import dev.flsys.history.rounds.HistoryInvalid;
import dev.flsys.history.rounds.HistoryParser;
import dev.flsys.history.rounds.TrainingHistory;
import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random JSON with the words and shapes of histories. */
class HistoryParserPropertyTest {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final List<String> KEYS = List.of(
            "rounds",
            "round",
            "epoch",
            "accuracies",
            "losses",
            "accuracy",
            "loss",
            "train_loss",
            "val_acc",
            "history",
            "metrics",
            "metrics_",
            "losses_centralized",
            "metrics_distributed",
            "config",
            "total_time",
            "clients",
            "0",
            "1",
            "2",
            "round_3",
            "999999999",
            "tag",
            "total_training_time",
            "model",
            "parameters",
            "source",
            "",
            "准确率");
    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();
    private static final int FILES = 20_000;

    @Test
    void any_json_becomes_an_aligned_history_or_is_refused() {
        int read = 0;
        for (int seed = 0; seed < FILES; seed++) {
            JsonNode json = node(new Random(seed), 0);
            try {
                assertAligned(HistoryParser.parse(HistoryDocument.json(json), Experiments.of("random.json")));
                read++;
            } catch (HistoryInvalid refused) {
                assertThat(refused.detail()).contains("'random.json'");
            } catch (RuntimeException other) {
                throw new AssertionError("seed " + seed + ": " + json, other);
            }
        }
        assertThat(read).as("files that were read").isBetween(FILES / 20, FILES - FILES / 20);
    }

    static void assertAligned(TrainingHistory history) {
        int rounds = history.rounds().size();
        assertThat(history.rounds()).isSorted().doesNotHaveDuplicates().allMatch(round -> round >= 0);
        assertThat(history.accuracies()).hasSize(rounds).allMatch(HistoryParserPropertyTest::isFinite);
        assertThat(history.losses()).hasSize(rounds).allMatch(HistoryParserPropertyTest::isFinite);
        assertThat(history.metrics().values())
                .allSatisfy(series -> assertThat(series).hasSize(rounds).allMatch(HistoryParserPropertyTest::isFinite));
        assertThat(history.metrics()).doesNotContainKey("");
        // strict: no NaN, and no member twice
        assertThatCode(() -> STRICT.readTree(STRICT.writeValueAsBytes(history))).doesNotThrowAnyException();
    }

    private static boolean isFinite(Double value) {
        return value == null || Double.isFinite(value);
    }

    private static JsonNode node(Random random, int depth) {
        int kind = random.nextInt(depth > 4 ? 6 : 14);
        if (kind < 6) {
            return leaf(random);
        } else if (kind < 10) {
            ObjectNode object = NODES.objectNode();
            for (int i = random.nextInt(5); i > 0; i--) {
                object.set(KEYS.get(random.nextInt(KEYS.size())), node(random, depth + 1));
            }
            return object;
        }
        ArrayNode list = NODES.arrayNode();
        int size = random.nextInt(4);
        boolean alike = random.nextBoolean();
        JsonNode first = node(random, depth + 1);
        for (int i = 0; i < size; i++) {
            list.add(alike && first.isNumber() ? NODES.numberNode(random.nextInt(5)) : node(random, depth + 1));
        }
        return list;
    }

    private static JsonNode leaf(Random random) {
        return switch (random.nextInt(10)) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.booleanNode(random.nextBoolean());
            case 2 -> NODES.textNode("text");
            case 3 -> NODES.textNode("0.5");
            case 4 -> NODES.numberNode(Double.NaN);
            case 5 -> NODES.numberNode(BigInteger.TEN.pow(400));
            case 6 -> NODES.numberNode(random.nextDouble() - 0.5);
            default -> NODES.numberNode(random.nextInt(4));
        };
    }
}
