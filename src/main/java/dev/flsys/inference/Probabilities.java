package dev.flsys.inference;

import dev.flsys.engine.AnswerKind;
import dev.flsys.inference.pool.InferenceProblem;
import dev.flsys.model.catalog.Activation;
import dev.flsys.model.catalog.ModelOptions;
import dev.flsys.model.serving.ModelVersion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;

/** Converts the outputs of a model to labelled probabilities. */
public final class Probabilities {

    private static final String ACTIVATIONS =
            "activation = \"none\" (they are probabilities), \"sigmoid\" or \"softmax\" for this model in flsys.toml";

    private final List<String> labels;
    private final Activation activation;
    private final AnswerKind kind;
    private final List<String> classes;

    private Probabilities(ModelOptions options, AnswerKind kind, List<String> classes) {
        this.labels = options.labels();
        this.activation = options.activation();
        this.kind = kind;
        this.classes = classes;
    }

    /**
     * The probabilities of {@code outputs}, highest first, ties in the order of the labels.
     *
     * @param version a picture model, which gave the outputs
     * @throws InferenceProblem if there are not as many outputs as labels, one is not a finite number, or it cannot be
     *     decided how they become probabilities
     */
    public static List<Prediction> of(float[] outputs, ModelVersion version) {
        return of(outputs, version.options().orElseThrow(), version.answers(), version.classes());
    }

    /**
     * See {@link #of(float[], ModelVersion)}.
     *
     * @param kind the kind of the model's answers
     * @param classes the model's names of the outputs; empty if they are in the order of the labels
     */
    public static List<Prediction> of(float[] outputs, ModelOptions options, AnswerKind kind, List<String> classes) {
        return new Probabilities(options, kind, classes).sorted(outputs);
    }

    /**
     * The weight of each output in the score of a label: 1 for its own and 0 for the others. One output of two labels
     * has 1 for the second and -1 for the first.
     *
     * @param label a label of the model
     * @param outputs the number of outputs
     */
    public static float[] scoreOf(String label, int outputs, ModelVersion version) {
        Probabilities probabilities =
                new Probabilities(version.options().orElseThrow(), version.answers(), version.classes());
        int index = probabilities.labels.indexOf(label);
        float[] weights = new float[outputs];
        if (outputs == 1) {
            weights[0] = index == 1 ? 1 : -1;
        } else {
            weights[probabilities.column(index)] = 1;
        }
        return weights;
    }

    private List<Prediction> sorted(float[] outputs) {
        boolean oneOfTwo = outputs.length == 1 && labels.size() == 2;
        if (outputs.length != labels.size() && !oneOfTwo) {
            throw InferenceProblem.failed("The model has " + outputs.length
                    + (outputs.length == 1 ? " output, but " : " outputs, but ") + "CLASS_LABELS names "
                    + labels.size() + " classes. Write as many labels as the model has outputs"
                    + (outputs.length == 1 ? ", or two for one output" : "")
                    + ": CLASS_LABELS in .env, or labels for this model in flsys.toml.");
        }
        for (float output : outputs) {
            if (!Float.isFinite(output)) {
                throw InferenceProblem.failed("The model's output is not finite.");
            }
        }
        double[] values = oneOfTwo ? ofOne(outputs[0]) : ofSeveral(outputs);
        List<Prediction> predictions = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            predictions.add(new Prediction(labels.get(i), values[oneOfTwo ? i : column(i)]));
        }
        predictions.sort(Comparator.comparingDouble(Prediction::probability).reversed());
        return predictions;
    }

    /** The output of label {@code i}. */
    private int column(int i) {
        if (classes.size() != labels.size()) {
            return i;
        }
        int named = classes.indexOf(labels.get(i));
        if (named >= 0 && new HashSet<>(classes).equals(new HashSet<>(labels))) {
            return named;
        }
        int numbered = classes.indexOf(String.valueOf(i));
        boolean allNumbered =
                IntStream.range(0, labels.size()).allMatch(number -> classes.contains(String.valueOf(number)));
        if (!allNumbered) {
            String names = String.join(",", classes);
            throw InferenceProblem.failed("The model names its classes " + names + ", and the labels are "
                    + String.join(",", labels) + ". Write CLASS_LABELS=" + names
                    + " in .env, or these labels for this model in flsys.toml.");
        }
        return numbered;
    }

    /** The probabilities of two labels from one output, which belongs to the second label. */
    private double[] ofOne(float output) {
        double second =
                switch (activation) {
                    case SIGMOID, SOFTMAX -> sigmoid(output);
                    case NONE -> output;
                    case AUTO ->
                        switch (kind) {
                            case NUMBERS -> sigmoid(output);
                            case BETWEEN_0_AND_1 -> probability(output);
                            case PROBABILITIES, ALWAYS_THE_SAME ->
                                throw undecided("The model answers " + output + " to all test pictures");
                        };
                };
        return new double[] {1 - second, second};
    }

    private double[] ofSeveral(float[] outputs) {
        return switch (activation) {
            case SOFTMAX -> softmax(outputs);
            case SIGMOID -> each(outputs, true);
            case NONE -> each(outputs, false);
            case AUTO ->
                switch (kind) {
                    case NUMBERS -> softmax(outputs);
                    case PROBABILITIES -> probabilities(outputs);
                    case BETWEEN_0_AND_1 ->
                        throw undecided(
                                "The model answers values between 0 and 1 that do not add up to 1, as after a sigmoid for"
                                        + " each class");
                    case ALWAYS_THE_SAME ->
                        throw undecided("The model answers the same values to all test pictures, and they add up to 1");
                };
        };
    }

    private static InferenceProblem undecided(String cause) {
        return InferenceProblem.failed(
                cause + ". Whether they are probabilities already cannot be decided. Write " + ACTIVATIONS + ".");
    }

    /** Checks an answer of a network whose test answers were probabilities. */
    private static double[] probabilities(float[] outputs) {
        for (float output : outputs) {
            probability(output);
        }
        if (!AnswerKind.addUpTo1(outputs)) {
            throw undecided("The model's answers to test pictures add up to 1, and those to this picture do not");
        }
        return each(outputs, false);
    }

    private static double probability(float output) {
        if (output < -1e-3 || output > 1 + 1e-3) {
            throw undecided(
                    "The model's answers to test pictures are between 0 and 1, and one to this picture is " + output);
        }
        return Math.max(0, Math.min(1, output));
    }

    private static double[] each(float[] outputs, boolean sigmoid) {
        double[] values = new double[outputs.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = sigmoid ? sigmoid(outputs[i]) : outputs[i];
        }
        return values;
    }

    private static double sigmoid(double value) {
        return 1 / (1 + Math.exp(-value));
    }

    /** Softmax in double precision. The largest output is subtracted first, for numerical stability. */
    private static double[] softmax(float[] outputs) {
        double largest = Double.NEGATIVE_INFINITY;
        for (float output : outputs) {
            largest = Math.max(largest, output);
        }
        double sum = 0;
        double[] values = new double[outputs.length];
        for (int i = 0; i < outputs.length; i++) {
            values[i] = Math.exp(outputs[i] - largest);
            sum += values[i];
        }
        for (int i = 0; i < values.length; i++) {
            values[i] /= sum;
        }
        return values;
    }
}
