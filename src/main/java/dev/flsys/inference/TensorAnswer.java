package dev.flsys.inference;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.flsys.inference.pool.InferenceProblem;

/**
 * The body of the answer to {@code POST /predict}.
 *
 * @param output {@code [rows][outputs]}: the 32-bit outputs of the model, written with as many digits as Python writes
 * @param modelPath the path by which the model was deployed
 */
public record TensorAnswer(
        double[][] output, @JsonProperty("model_path") String modelPath) {

    /** @throws InferenceProblem if a value is not finite, which JSON cannot express */
    static TensorAnswer of(float[][] outputs, String modelPath) {
        double[][] rows = new double[outputs.length][];
        for (int row = 0; row < rows.length; row++) {
            rows[row] = new double[outputs[row].length];
            for (int i = 0; i < rows[row].length; i++) {
                if (!Float.isFinite(outputs[row][i])) {
                    throw InferenceProblem.failed("The model's output for inputs[" + row + "] is not finite.");
                }
                rows[row][i] = outputs[row][i];
            }
        }
        return new TensorAnswer(rows, modelPath);
    }
}
