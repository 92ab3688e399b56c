package dev.flsys.inference.explain;

import dev.flsys.engine.BatchValues;
import dev.flsys.inference.Prediction;
import dev.flsys.inference.PreprocessedPicture;
import dev.flsys.inference.Probabilities;
import dev.flsys.inference.pool.Batch;
import dev.flsys.inference.pool.InferenceProblem;
import dev.flsys.model.serving.ModelVersion;
import dev.flsys.picture.resize.Preprocessing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * The occlusion map of one picture, computed in parts. The value of a cell is {@code p - p(cell)}. {@code p} is the
 * probability of the explained class for the picture. {@code p(cell)} is its probability for the picture with a square
 * over that cell. For one thread at a time.
 *
 * <p>Source: M. Zeiler and R. Fergus, "Visualizing and Understanding Convolutional Networks", ECCV 2014, section 4.2,
 * which covers a picture by a grey square in the same way. The square has the mean colour of the picture here.
 */
final class Occlusion {

    /** The time of one part, after which other requests get a turn. */
    private static final Duration PART = Duration.ofMillis(50);

    /** The most pictures of one call, as for predictions. */
    private static final int MAX_AT_ONCE = 8;

    private final PreprocessedPicture picture;
    private final ModelVersion version;
    private final ExplainQuery query;
    private final OcclusionGrid grid;
    private final byte[] colour;
    private final List<Double> probabilities = new ArrayList<>();
    private Base base = new Base("", "", 0);
    private boolean begun;
    private int atOnce = 1;
    private int maxAtOnce;

    /** The prediction for the picture, and the probability of the explained class. */
    private record Base(String predicted, String explained, double probability) {}

    /**
     * @param version the caller holds a lease of it until the end
     * @throws InferenceProblem if the grid or the square does not fit the size of the network's input
     */
    Occlusion(PreprocessedPicture picture, ModelVersion version, ExplainQuery query) {
        this.picture = picture;
        this.version = version;
        this.query = query;
        this.grid = OcclusionGrid.of(picture.values().preprocessing().size(), query);
        this.colour = OccludedPictures.meanColour(picture.values().resized());
        this.maxAtOnce = version.batchable() ? MAX_AT_ONCE : 1;
    }

    /** Whether the map is complete. */
    boolean isDone() {
        return begun && probabilities.size() == grid.count();
    }

    /**
     * Computes the next part of the map: at least one call of the model. No further call begins after 50 ms, or when
     * {@code stopped} is true.
     *
     * @throws InferenceProblem if the explained class is not a label of the model, or the model's outputs are no valid
     *     answer
     * @throws dev.flsys.engine.ForwardFailed if the model fails
     */
    void advance(BooleanSupplier stopped) {
        long start = System.nanoTime();
        do {
            long before = System.nanoTime();
            int rows = begun ? next() : first();
            long nanos = Math.max(1, System.nanoTime() - before);
            atOnce = (int) Math.max(1, Math.min(maxAtOnce, PART.toNanos() * rows / nanos));
        } while (!isDone() && !stopped.getAsBoolean() && System.nanoTime() - start < PART.toNanos());
    }

    /** Predicts on the picture itself. */
    private int first() {
        List<Prediction> predictions = Probabilities.of(forward(picture.values(), 1)[0], version);
        String predicted = predictions.get(0).label();
        String explained = query.label().orElse(predicted);
        base = new Base(predicted, explained, probabilityOf(predictions, explained));
        begun = true;
        return 1;
    }

    private int next() {
        int from = probabilities.size();
        int rows = Math.min(atOnce, grid.count() - from);
        float[][] outputs = predictCovered(from, rows);
        for (float[] output : outputs) {
            probabilities.add(probabilityOf(Probabilities.of(output, version), base.explained));
        }
        return outputs.length;
    }

    /** The outputs for the cells from {@code from} on; for the first one alone if the model fails on several. */
    private float[][] predictCovered(int from, int rows) {
        try {
            return forward(new OccludedPictures(picture.values(), grid, colour, from, from + rows), rows);
        } catch (RuntimeException failed) {
            if (rows == 1) {
                throw failed;
            }
            maxAtOnce = 1;
            return forward(new OccludedPictures(picture.values(), grid, colour, from, from + 1), 1);
        }
    }

    private float[][] forward(BatchValues values, int rows) {
        return new Batch(version).computeOutputs(values, rows);
    }

    /** @throws InferenceProblem if there is no such label */
    static double probabilityOf(List<Prediction> predictions, String label) {
        return predictions.stream()
                .filter(each -> each.label().equals(label))
                .mapToDouble(Prediction::probability)
                .findFirst()
                .orElseThrow(() -> InferenceProblem.badInput(
                        "class is not a label of this model. The answer of /api/predict/ has its labels."));
    }

    /** The complete map. */
    OcclusionMap result() {
        List<List<Double>> drops = new ArrayList<>();
        for (int row = 0; row < grid.cells(); row++) {
            drops.add(probabilities.subList(row * grid.cells(), (row + 1) * grid.cells()).stream()
                    .map(probability -> base.probability - probability)
                    .toList());
        }
        Preprocessing preprocessing = picture.values().preprocessing();
        return new OcclusionMap(
                query.method().written(),
                GradCam.allowedMethods(version),
                base.predicted,
                base.explained,
                base.probability,
                drops,
                grid.size(),
                grid.patch(),
                picture.width(),
                picture.height(),
                preprocessing.region(picture.width(), picture.height()));
    }
}
