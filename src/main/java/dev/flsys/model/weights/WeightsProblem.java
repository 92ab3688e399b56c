package dev.flsys.model.weights;

import dev.flsys.problem.Problem;
import org.jspecify.annotations.Nullable;

/** The problem that the weights of a model cannot be read, or cannot be read now. */
final class WeightsProblem extends Problem {

    private static final int RETRY_SECONDS = 5;

    private WeightsProblem(int status, String title, String detail, @Nullable Exception cause) {
        super(status, title, detail, cause);
    }

    private WeightsProblem(String detail) {
        super(503, "Weights busy", detail, RETRY_SECONDS);
    }

    /** The file of the model has no weights that FLSys reads without Python (422). */
    static WeightsProblem unreadable(String model, String reason, @Nullable Exception cause) {
        return new WeightsProblem(
                422, "Weights unreadable", "The weights of " + model + " cannot be read. " + reason, cause);
    }

    /** The model is not one of the rounds of a training (422). */
    static WeightsProblem noRound(String model) {
        return new WeightsProblem(
                422,
                "Model without rounds",
                "The name of " + model + " has no round. Choose a model such as LeNet_round_3.",
                null);
    }

    /** The requested number of rounds is not possible (400). */
    static WeightsProblem rounds(int min, int max) {
        return new WeightsProblem(400, "Invalid query", "'rounds' is a number from " + min + " to " + max + ".", null);
    }

    /** Too many weights are being read, or they take too long (503). */
    static WeightsProblem busy(String detail) {
        return new WeightsProblem(detail);
    }
}
