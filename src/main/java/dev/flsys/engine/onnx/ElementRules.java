package dev.flsys.engine.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The elements of the first result of one operation, if it is small and computes a size. */
final class ElementRules {

    /** Operators that keep the known elements of their first input, in their order. */
    private static final Set<String> KEEPING = Set.of("Reshape", "Flatten", "Squeeze", "Unsqueeze", "Identity");

    /**
     * Other operators whose elements are computed, apart from arithmetic. {@link Rules} computes the elements of Split.
     */
    private static final Set<String> COMPUTED = Set.of("""
            Concat Gather Slice Where ConstantOfShape Expand Range Tile
            Split Transpose ReduceProd ReduceSum ReduceMax ReduceMin Clip""".split("\\s+"));

    private final Operation operation;

    ElementRules(Operation operation) {
        this.operation = operation;
    }

    /**
     * Whether these rules know the elements of the result of {@code operator}, if the elements of its inputs are known.
     */
    static boolean know(String operator) {
        return Arithmetic.knows(operator) || KEEPING.contains(operator) || COMPUTED.contains(operator);
    }

    /** The elements of the result of this type and shape; null if they are unknown or too many. */
    double @Nullable [] numbers(int type, double[] shape) {
        double count = Shapes.product(shape);
        double[] first = operation.numbersOf(0);
        if (count > Value.MAX_NUMBERS) {
            return null;
        }
        if (KEEPING.contains(operation.operator)) {
            return first;
        }
        if (operation.operator.equals("ConstantOfShape")) {
            Node.Attribute value = operation.node.attributes.get("value");
            double[] each = value == null || value.tensor == null ? new double[1] : value.tensor.numbers();
            return each == null || each.length != 1 ? null : filled((int) count, each[0]);
        }
        if (operation.operator.equals("Concat")) {
            return shape.length == 1 ? concatenated() : null;
        }
        if (first == null) {
            return null;
        }
        return switch (operation.operator) {
            case "Gather" -> gathered(first);
            case "Slice" -> sliced(first);
            case "Where" -> where(first, (int) count);
            case "Expand", "Tile" -> first.length == 1 ? filled((int) count, first[0]) : null;
            case "Range" -> ranged(first[0], (int) count);
            case "Transpose" -> first.length <= 1 || shape.length == 1 ? first : null;
            case "Clip" -> null;
            case "ReduceProd" ->
                count == 1 ? new double[] {DoubleStream.of(first).reduce(1, (a, b) -> a * b)} : null;
            case "ReduceSum" ->
                count == 1 ? new double[] {DoubleStream.of(first).sum()} : null;
            case "ReduceMax" ->
                count == 1 ? new double[] {DoubleStream.of(first).max().orElse(0)} : null;
            case "ReduceMin" ->
                count == 1 ? new double[] {DoubleStream.of(first).min().orElse(0)} : null;
            default -> Arithmetic.of(operation.operator, type, count, first, operation.numbersOf(1));
        };
    }

    private static double[] filled(int count, double value) {
        double[] all = new double[count];
        Arrays.fill(all, value);
        return all;
    }

    private double @Nullable [] concatenated() {
        DoubleStream all = DoubleStream.empty();
        for (Value input : operation.inputs) {
            if (input.numbers() == null) {
                return null;
            }
            all = DoubleStream.concat(all, DoubleStream.of(input.numbers()));
        }
        return all.toArray();
    }

    private double @Nullable [] gathered(double[] all) {
        double[] indices = operation.numbersOf(1);
        double[] shape = operation.shapeOf(0);
        if (indices == null || shape == null || shape.length != 1) {
            return null;
        }
        return Arrays.stream(indices)
                .map(index -> all.length == 0 ? 0 : all[Math.max(0, Shapes.axis(index, all.length))])
                .toArray();
    }

    private double @Nullable [] sliced(double[] all) {
        double[] starts = operation.list("starts", 1);
        double[] ends = operation.list("ends", 2);
        double[] steps = operation.numbersOf(4);
        double[] shape = operation.shapeOf(0);
        if (starts == null
                || ends == null
                || starts.length != 1
                || ends.length != 1
                || shape == null
                || shape.length != 1) {
            return null;
        }
        double step = steps == null || steps.length == 0 ? 1 : steps[0];
        if (step == -1) {
            double[] reversed = IntStream.range(0, all.length)
                    .mapToDouble(i -> all[all.length - 1 - i])
                    .toArray();
            return starts[0] == -1 ? reversed : null;
        }
        int start = Shapes.bound(starts[0], all.length);
        return step == 1 ? Arrays.copyOfRange(all, start, Math.max(start, Shapes.bound(ends[0], all.length))) : null;
    }

    private double @Nullable [] where(double[] conditions, int count) {
        double[] yes = operation.numbersOf(1);
        double[] no = operation.numbersOf(2);
        if (yes == null || no == null) {
            return null;
        }
        for (double[] part : List.of(conditions, yes, no)) {
            if (part.length != 1 && part.length != count) {
                return null;
            }
        }
        return IntStream.range(0, count)
                .mapToDouble(i -> {
                    double[] chosen = conditions[conditions.length == 1 ? 0 : i] == 0 ? no : yes;
                    return chosen[chosen.length == 1 ? 0 : i];
                })
                .toArray();
    }

    private double @Nullable [] ranged(double start, int count) {
        double[] delta = operation.numbersOf(2);
        return delta == null
                ? null
                : IntStream.range(0, count)
                        .mapToDouble(i -> start + i * delta[0])
                        .toArray();
    }
}
