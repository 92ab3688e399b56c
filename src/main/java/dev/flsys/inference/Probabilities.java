package dev.flsys.inference;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Converts the outputs of a model to labelled probabilities. */
final class Probabilities {

    private Probabilities() {}

    /**
     * The softmax of {@code outputs}, highest first, ties in the order of the labels. It is computed in double
     * precision. The largest output is subtracted first, for numerical stability.
     *
     * @param outputs one for each label, in the same order
     * @throws InferenceProblem if there are not as many outputs as labels, or one is not a finite number
     */
    static List<Prediction> of(float[] outputs, List<String> labels) {
        if (outputs.length != labels.size()) {
            throw InferenceProblem.failed("The model has " + outputs.length + " outputs, but CLASS_LABELS names "
                    + labels.size() + " classes.");
        }
        double largest = Double.NEGATIVE_INFINITY;
        for (float output : outputs) {
            if (!Float.isFinite(output)) {
                throw InferenceProblem.failed("The model's output is not finite.");
            }
            largest = Math.max(largest, output);
        }
        double sum = 0;
        double[] exponentials = new double[outputs.length];
        for (int i = 0; i < outputs.length; i++) {
            exponentials[i] = Math.exp(outputs[i] - largest);
            sum += exponentials[i];
        }
        List<Prediction> predictions = new ArrayList<>();
        for (int i = 0; i < outputs.length; i++) {
            predictions.add(new Prediction(labels.get(i), exponentials[i] / sum));
        }
        predictions.sort(Comparator.comparingDouble(Prediction::probability).reversed());
        return predictions;
    }
}
