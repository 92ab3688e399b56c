package dev.flsys.evaluation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The scores of a model on labelled pictures. Precision, recall and F1 are the same as in scikit-learn's
 * {@code classification_report} with {@code zero_division=0}.
 *
 * @param pictures the number of pictures that the model classified
 * @param accuracy the share of these pictures for which the true label was the most likely one
 * @param macro the means over {@code classes}
 * @param weighted the means over {@code classes}, weighted by their support
 * @param classes the labels that occur as a true or as a predicted label, in the order of the model's labels
 * @param confusion the confusion matrix of these labels; null if there are too many
 * @param calibration the differences between probabilities and accuracy
 * @param worst the pictures with a wrong label, the most probable wrong labels first
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelScores(
        int pictures,
        double accuracy,
        Mean macro,
        Mean weighted,
        List<ClassScores> classes,
        @Nullable Confusion confusion,
        Calibration calibration,
        List<Wrong> worst) {

    /** Means over classes, each between 0 and 1. */
    @RegisterForReflection
    public record Mean(double precision, double recall, double f1) {}

    /**
     * The scores of one label, each between 0 and 1.
     *
     * @param support the number of pictures that have the label
     */
    @RegisterForReflection
    public record ClassScores(String label, double precision, double recall, double f1, int support) {}

    /**
     * A confusion matrix.
     *
     * @param counts the number of pictures: a row for each true label, a column for each predicted one
     */
    @RegisterForReflection
    public record Confusion(List<String> labels, List<List<Integer>> counts) {}

    /**
     * The expected calibration error and the reliability diagram of Guo et al., "On Calibration of Modern Neural
     * Networks" (2017). The bins have equal width, over the probability of the most likely label. A bin holds the
     * probabilities above its lower and up to its upper end; empty bins are left out.
     *
     * @param error between 0 and 1; 0 if the accuracy of each bin equals its confidence
     */
    @RegisterForReflection
    public record Calibration(
            @JsonProperty("expected_error") double error, List<Bin> bins) {}

    /**
     * A bin of a reliability diagram.
     *
     * @param from its lower end
     * @param to its upper end
     * @param confidence the mean probability of the most likely labels
     */
    @RegisterForReflection
    public record Bin(double from, double to, int pictures, double accuracy, double confidence) {}

    /**
     * A picture with a wrong label.
     *
     * @param picture path of its file, relative to the project
     * @param label the true label
     * @param probability the probability of the predicted label
     */
    @RegisterForReflection
    public record Wrong(String picture, String label, String predicted, double probability) {}
}
