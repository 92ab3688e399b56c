package dev.flsys.evaluation;

import dev.flsys.inference.Prediction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts the predictions of one model. Memory grows with the labels, not with the pictures. For one thread. */
final class PredictionCounts {

    /** The most labels of a confusion matrix. */
    static final int MAX_LABELS = 200;

    static final int BINS = 15;
    static final int WORST = 50;

    private final List<String> labels;
    private final Map<String, Integer> indices = new HashMap<>();
    /** Numbers of pictures by their true and predicted label. */
    private final Map<Integer, Map<Integer, Integer>> counts = new TreeMap<>();

    private final int[] binPictures = new int[BINS];
    private final int[] binRight = new int[BINS];
    private final double[] binConfidence = new double[BINS];
    private final List<ModelScores.Wrong> worst = new ArrayList<>();
    private int pictures;
    private int right;

    /** @param labels the labels of the model, in the order of its outputs */
    PredictionCounts(List<String> labels) {
        this.labels = List.copyOf(labels);
        for (int index = labels.size() - 1; index >= 0; index--) {
            indices.put(labels.get(index), index);
        }
    }

    /** Whether the model has the label. */
    boolean hasLabel(String label) {
        return indices.containsKey(label);
    }

    /** Adds the most likely label of a picture whose label the model knows. */
    void add(LabelledPicture picture, Prediction predicted) {
        int truth = indexOf(picture.label());
        int answer = indexOf(predicted.label());
        counts.computeIfAbsent(truth, row -> new TreeMap<>()).merge(answer, 1, Integer::sum);
        pictures++;
        int bin = Math.max(0, Math.min(BINS - 1, (int) Math.ceil(predicted.probability() * BINS) - 1));
        binPictures[bin]++;
        binConfidence[bin] += predicted.probability();
        if (truth == answer) {
            right++;
            binRight[bin]++;
        } else {
            addWrong(
                    new ModelScores.Wrong(picture.path(), picture.label(), predicted.label(), predicted.probability()));
        }
    }

    private int indexOf(String label) {
        Integer index = indices.get(label);
        if (index == null) {
            throw new IllegalArgumentException("An unknown label");
        }
        return index;
    }

    private void addWrong(ModelScores.Wrong wrong) {
        worst.add(wrong);
        if (worst.size() > 2 * WORST) {
            keepWorst();
        }
    }

    private void keepWorst() {
        worst.sort(Comparator.comparingDouble(ModelScores.Wrong::probability).reversed());
        if (worst.size() > WORST) {
            worst.subList(WORST, worst.size()).clear();
        }
    }

    /** The scores so far; null before the first picture. */
    @Nullable ModelScores scores() {
        if (pictures == 0) {
            return null;
        }
        Map<Integer, Integer> support = new TreeMap<>();
        Map<Integer, Integer> predicted = new TreeMap<>();
        counts.forEach((truth, row) -> row.forEach((answer, count) -> {
            support.merge(truth, count, Integer::sum);
            predicted.merge(answer, count, Integer::sum);
        }));
        Map<Integer, Integer> present = new TreeMap<>(support);
        present.putAll(predicted);
        List<Integer> occurring = List.copyOf(present.keySet());
        List<ModelScores.ClassScores> classes = occurring.stream()
                .map(label -> of(
                        labels.get(label),
                        counts.getOrDefault(label, Map.of()).getOrDefault(label, 0),
                        predicted.getOrDefault(label, 0),
                        support.getOrDefault(label, 0)))
                .toList();
        keepWorst();
        return new ModelScores(
                pictures,
                (double) right / pictures,
                computeMean(classes, false),
                computeMean(classes, true),
                classes,
                occurring.size() > MAX_LABELS ? null : buildConfusion(occurring),
                calibration(),
                List.copyOf(worst));
    }

    private static ModelScores.ClassScores of(String label, int hits, int predicted, int support) {
        return new ModelScores.ClassScores(
                label, share(hits, predicted), share(hits, support), share(2.0 * hits, predicted + support), support);
    }

    private static double share(double part, int whole) {
        return whole == 0 ? 0 : part / whole;
    }

    private ModelScores.Mean computeMean(List<ModelScores.ClassScores> classes, boolean weighted) {
        double precision = 0;
        double recall = 0;
        double f1 = 0;
        for (ModelScores.ClassScores each : classes) {
            int weight = weighted ? each.support() : 1;
            precision += weight * each.precision();
            recall += weight * each.recall();
            f1 += weight * each.f1();
        }
        // The sums are divided at the end, because rounding makes ten times 0.1 less than 1.
        int all = weighted ? pictures : classes.size();
        return new ModelScores.Mean(precision / all, recall / all, f1 / all);
    }

    private ModelScores.Confusion buildConfusion(List<Integer> occurring) {
        List<List<Integer>> rows = occurring.stream()
                .map(truth -> occurring.stream()
                        .map(answer -> counts.getOrDefault(truth, Map.of()).getOrDefault(answer, 0))
                        .toList())
                .toList();
        return new ModelScores.Confusion(occurring.stream().map(labels::get).toList(), rows);
    }

    private ModelScores.Calibration calibration() {
        List<ModelScores.Bin> bins = new ArrayList<>();
        double error = 0;
        for (int bin = 0; bin < BINS; bin++) {
            int count = binPictures[bin];
            if (count > 0) {
                double accuracy = (double) binRight[bin] / count;
                double confidence = binConfidence[bin] / count;
                error += Math.abs(accuracy - confidence) * count / pictures;
                bins.add(new ModelScores.Bin(
                        (double) bin / BINS, (double) (bin + 1) / BINS, count, accuracy, confidence));
            }
        }
        return new ModelScores.Calibration(error, List.copyOf(bins));
    }
}
