package dev.flsys.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.inference.Prediction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class PredictionCountsTest {

    private static final Offset<Double> EXACT = within(1e-12);

    private static LabelledPicture picture(String name, String label) {
        return new LabelledPicture(Path.of(name), name, label);
    }

    /** {@code make_scores.py} beside the file makes it. */
    @Test
    void the_scores_are_those_of_scikit_learn() throws IOException {
        JsonNode expected =
                new ObjectMapper().readTree(PredictionCountsTest.class.getResource("/evaluation/scores.json"));
        PredictionCounts counts = new PredictionCounts(texts(expected.get("labels")));
        List<String> truth = texts(expected.get("truth"));
        List<String> predicted = texts(expected.get("predicted"));
        for (int index = 0; index < truth.size(); index++) {
            counts.add(
                    picture("p" + index, truth.get(index)),
                    new Prediction(
                            predicted.get(index),
                            expected.get("confidence").get(index).doubleValue()));
        }

        ModelScores scores = Objects.requireNonNull(counts.scores());
        JsonNode report = expected.get("report");
        assertThat(scores.pictures()).isEqualTo(200);
        assertThat(scores.accuracy()).isEqualTo(report.get("accuracy").doubleValue(), EXACT);
        assertThat(scores.classes())
                .extracting(ModelScores.ClassScores::label)
                .containsExactly("cat", "dog", "fox", "owl");
        for (ModelScores.ClassScores each : scores.classes()) {
            JsonNode row = report.get(each.label());
            assertThat(each.precision()).isEqualTo(row.get("precision").doubleValue(), EXACT);
            assertThat(each.recall()).isEqualTo(row.get("recall").doubleValue(), EXACT);
            assertThat(each.f1()).isEqualTo(row.get("f1-score").doubleValue(), EXACT);
            assertThat(each.support()).isEqualTo(row.get("support").intValue());
        }
        same(scores.macro(), report.get("macro avg"));
        same(scores.weighted(), report.get("weighted avg"));
        assertThat(new ObjectMapper()
                        .<JsonNode>valueToTree(
                                Objects.requireNonNull(scores.confusion()).counts()))
                .isEqualTo(expected.get("confusion"));
        assertThat(scores.calibration().error())
                .isEqualTo(expected.get("calibration_error").doubleValue(), EXACT);
        assertThat(scores.calibration().bins().stream()
                        .mapToInt(ModelScores.Bin::pictures)
                        .sum())
                .isEqualTo(200);
        assertThat(scores.worst())
                .hasSize(PredictionCounts.WORST)
                .isSortedAccordingTo((a, b) -> Double.compare(b.probability(), a.probability()));
        assertThat(scores.worst()).allMatch(each -> !each.label().equals(each.predicted()));
    }

    private static void same(ModelScores.Mean mean, JsonNode row) {
        assertThat(mean.precision()).isEqualTo(row.get("precision").doubleValue(), EXACT);
        assertThat(mean.recall()).isEqualTo(row.get("recall").doubleValue(), EXACT);
        assertThat(mean.f1()).isEqualTo(row.get("f1-score").doubleValue(), EXACT);
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.textValue()));
        return texts;
    }

    @Test
    void the_means_of_right_answers_are_exactly_1() {
        List<String> labels = List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
        PredictionCounts counts = new PredictionCounts(labels);
        labels.forEach(label -> counts.add(picture(label, label), new Prediction(label, 0.9)));

        ModelScores scores = Objects.requireNonNull(counts.scores());

        assertThat(scores.macro()).isEqualTo(new ModelScores.Mean(1, 1, 1));
        assertThat(scores.weighted()).isEqualTo(new ModelScores.Mean(1, 1, 1));
    }

    @Test
    void a_matrix_of_very_many_labels_is_left_out() {
        List<String> labels = new ArrayList<>();
        for (int label = 0; label <= PredictionCounts.MAX_LABELS; label++) {
            labels.add("l" + label);
        }
        PredictionCounts counts = new PredictionCounts(labels);
        assertThat(counts.scores()).isNull();
        labels.forEach(label -> counts.add(picture(label, label), new Prediction(label, 1)));
        ModelScores scores = Objects.requireNonNull(counts.scores());
        assertThat(scores.confusion()).isNull();
        assertThat(scores.classes()).hasSize(labels.size());
        assertThat(scores.accuracy()).isEqualTo(1);
        assertThat(scores.worst()).isEmpty();
    }

    @Test
    void probabilities_at_the_ends_are_in_the_first_and_the_last_bin() {
        PredictionCounts counts = new PredictionCounts(List.of("a", "b"));
        counts.add(picture("1", "a"), new Prediction("a", 0));
        counts.add(picture("2", "a"), new Prediction("a", 1));
        counts.add(picture("3", "a"), new Prediction("a", 1.0 / PredictionCounts.BINS));
        assertThat(Objects.requireNonNull(counts.scores()).calibration().bins())
                .extracting(ModelScores.Bin::pictures)
                .containsExactly(2, 1);
    }
}
