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

/** Computes the table of one file, alone or against another one. A comparison takes as long as reading both files. */
final class Comparison {

    /** Prefixes of wrappers of torch, which are never the name of a layer. */
    private static final Pattern WRAPPERS =
            Pattern.compile("^(?:(?:module|_module|_orig_mod|_fsdp_wrapped_module|_checkpoint_wrapped_module)\\.)+");

    private static final int PART = 1 << 14;

    private final double[] ownValues = new double[PART];
    private final double[] otherValues = new double[PART];

    /**
     * Sums of squares.
     *
     * @param equal whether each element is the same in both
     */
    private record Sums(double own, double other, double difference, boolean equal) {

        Sums plus(Sums more) {
            return new Sums(own + more.own, other + more.other, difference + more.difference, equal && more.equal);
        }
    }

    private static final Sums NONE = new Sums(0, 0, 0, true);

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
        Set<WeightTensor> named = new HashSet<>();
        Sums all = NONE;
        Sums both = NONE;
        long parameters = 0;
        long bytes = 0;
        for (WeightTensor tensor : file.tensors()) {
            WeightTensor namesake = others.get(plain(tensor));
            WeightTensor twin = namesake != null && isComparable(tensor, namesake) ? namesake : null;
            if (namesake != null) {
                named.add(namesake);
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
                    twin == null ? null : drift(sums),
                    twin == null ? null : sums.equal() && twin.type() == tensor.type(),
                    namesake == null || namesake.shape().equals(tensor.shape()) ? null : namesake.shape(),
                    namesake == null || namesake.type() == tensor.type() ? null : namesake.type()));
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
                                .toList(),
                        other.tensors().stream()
                                .filter(each -> !named.contains(each))
                                .map(each ->
                                        new WeightsTable.Missing(each.name(), each.type(), each.shape(), each.bytes()))
                                .toList());
        return new WeightsTable(model, file.format(), file.path(), parameters, bytes, root(all.own()), rows, against);
    }

    /** The sums of squares of a tensor, of its twin, and of their difference. */
    private Sums sums(WeightsFile file, WeightTensor tensor, @Nullable WeightsFile other, @Nullable WeightTensor twin)
            throws IOException {
        Elements own = new Elements(file, tensor);
        Elements others = other == null || twin == null ? null : new Elements(other, twin);
        Sums sums = NONE;
        for (int count = own.next(ownValues); count > 0; count = own.next(ownValues)) {
            if (Thread.currentThread().isInterrupted()) {
                throw new IOException("The reading was ended.");
            }
            boolean same = others != null;
            if (others != null && others.next(otherValues) != count) {
                throw new IOException("The file has become shorter.");
            }
            double ownSquares = 0;
            double otherSquares = 0;
            double differences = 0;
            boolean equal = true;
            for (int i = 0; i < count; i++) {
                ownSquares += ownValues[i] * ownValues[i];
                if (same) {
                    double difference = ownValues[i] - otherValues[i];
                    otherSquares += otherValues[i] * otherValues[i];
                    differences += difference * difference;
                    // Bits, because NaN is not equal to itself, and 0 is equal to -0.
                    equal &= Double.doubleToRawLongBits(ownValues[i]) == Double.doubleToRawLongBits(otherValues[i]);
                }
            }
            sums = sums.plus(new Sums(ownSquares, otherSquares, differences, equal));
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
