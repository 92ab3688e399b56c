package dev.flsys.model.weights;

import dev.flsys.weights.WeightTensor;
import dev.flsys.weights.WeightsFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Computes the table of one file, alone or against another one. Takes as long as it takes to read both. */
final class Comparison {

    /** Prefixes of wrappers of torch, which are never the name of a layer. */
    private static final Pattern WRAPPERS =
            Pattern.compile("^(?:(?:module|_module|_orig_mod|_fsdp_wrapped_module|_checkpoint_wrapped_module)\\.)+");

    private static final int PART = 1 << 14;

    private final double[] here = new double[PART];
    private final double[] there = new double[PART];

    private record Sums(double own, double other, double difference) {

        Sums plus(Sums more) {
            return new Sums(own + more.own, other + more.other, difference + more.difference);
        }
    }

    private static final Sums NONE = new Sums(0, 0, 0);

    private Comparison() {}

    /**
     * @param model the id of the model of {@code file}
     * @param otherModel the id of the model of {@code other}
     * @param other null for a table without a comparison
     */
    static WeightsTable of(String model, WeightsFile file, String otherModel, @Nullable WeightsFile other)
            throws IOException {
        return new Comparison().table(model, file, otherModel, other);
    }

    private WeightsTable table(String model, WeightsFile file, String otherModel, @Nullable WeightsFile other)
            throws IOException {
        Map<String, WeightTensor> others = new HashMap<>();
        if (other != null) {
            other.tensors().forEach(each -> others.put(plain(each), each));
        }
        List<WeightsTable.Row> rows = new ArrayList<>();
        List<String> onlyHere = new ArrayList<>();
        Set<WeightTensor> matched = new HashSet<>();
        Sums all = NONE;
        Sums both = NONE;
        long parameters = 0;
        long bytes = 0;
        for (WeightTensor tensor : file.tensors()) {
            WeightTensor twin = others.get(plain(tensor));
            if (twin != null && !isComparable(tensor, twin)) {
                twin = null;
            }
            Sums sums = sums(file, tensor, other, twin);
            boolean counts = tensor.type().isFloating() || tensor.type().isComplex();
            all = counts ? all.plus(sums) : all;
            parameters += counts ? tensor.elements() : 0;
            bytes += tensor.bytes();
            if (twin != null) {
                matched.add(twin);
                both = counts ? both.plus(sums) : both;
            } else if (other != null) {
                onlyHere.add(tensor.name());
            }
            rows.add(new WeightsTable.Row(
                    tensor.name(),
                    tensor.type(),
                    tensor.shape(),
                    tensor.bytes(),
                    root(sums.own()),
                    twin == null ? null : root(sums.difference()),
                    twin == null ? null : drift(sums)));
        }
        WeightsTable.Against against = other == null
                ? null
                : new WeightsTable.Against(
                        otherModel,
                        root(both.difference()),
                        drift(both),
                        onlyHere,
                        other.tensors().stream()
                                .filter(each -> !matched.contains(each))
                                .map(WeightTensor::name)
                                .toList());
        return new WeightsTable(model, file.format(), file.path(), parameters, bytes, root(all.own()), rows, against);
    }

    /** The sums of squares of a tensor, of its twin, and of their difference. */
    private Sums sums(WeightsFile file, WeightTensor tensor, @Nullable WeightsFile other, @Nullable WeightTensor twin)
            throws IOException {
        Elements own = new Elements(file, tensor);
        Elements others = other == null || twin == null ? null : new Elements(other, twin);
        Sums sums = NONE;
        for (int count = own.next(here); count > 0; count = own.next(here)) {
            if (Thread.interrupted()) {
                throw new IOException("The reading was ended.");
            }
            boolean same = others != null;
            if (others != null && others.next(there) != count) {
                throw new IOException("The file has become shorter.");
            }
            double ownSquares = 0;
            double otherSquares = 0;
            double differences = 0;
            for (int i = 0; i < count; i++) {
                ownSquares += here[i] * here[i];
                if (same) {
                    double difference = here[i] - there[i];
                    otherSquares += there[i] * there[i];
                    differences += difference * difference;
                }
            }
            sums = sums.plus(new Sums(ownSquares, otherSquares, differences));
        }
        return sums;
    }

    private static boolean isComparable(WeightTensor one, WeightTensor other) {
        return one.shape().equals(other.shape())
                && one.type().isComplex() == other.type().isComplex();
    }

    private static String plain(WeightTensor tensor) {
        return WRAPPERS.matcher(tensor.name()).replaceFirst("");
    }

    private static @Nullable Double root(double squares) {
        return Double.isFinite(squares) ? Math.sqrt(squares) : null;
    }

    private static @Nullable Double drift(Sums sums) {
        double drift = Math.sqrt(sums.difference() / sums.other());
        return Double.isFinite(drift) ? drift : null;
    }
}
