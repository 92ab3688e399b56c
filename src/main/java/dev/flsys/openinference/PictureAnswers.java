package dev.flsys.openinference;

import dev.flsys.inference.Prediction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The answers to pictures.
 *
 * @param rows the predictions of each picture, the most likely first, one for each label
 * @param labels in the order of the model's outputs
 */
record PictureAnswers(List<List<Prediction>> rows, List<String> labels) {

    private static final int LARGEST = Integer.MAX_VALUE;

    /** The labels, BYTES {@code [pictures, labels]}. */
    Tensor labelTensor() {
        List<byte[]> all = new ArrayList<>();
        rows.forEach(row -> row.forEach(each -> all.add(each.label().getBytes(StandardCharsets.UTF_8))));
        return Tensor.ofBytes(Signatures.LABEL, shape(LARGEST), all);
    }

    /** The probabilities, FP32 {@code [pictures, labels]}. */
    Tensor probabilities() {
        float[] all = new float[rows.size() * labels.size()];
        int at = 0;
        for (List<Prediction> row : rows) {
            for (Prediction each : row) {
                all[at++] = (float) each.probability();
            }
        }
        return Tensor.ofFloats(Signatures.PROBABILITY, shape(LARGEST), all);
    }

    /** The best classes, BYTES {@code [pictures, min(max, labels)]}, see {@link Classification}. */
    Tensor classified(int max) {
        List<byte[]> all = new ArrayList<>();
        for (List<Prediction> row : rows) {
            for (Prediction each : row.subList(0, Math.min(max, row.size()))) {
                all.add(Classification.shown(each.probability(), labels.indexOf(each.label()), each.label()));
            }
        }
        return Tensor.ofBytes(Signatures.PROBABILITY, shape(max), all);
    }

    private List<Long> shape(int max) {
        return List.of((long) rows.size(), (long) Math.min(max, labels.size()));
    }
}
