package dev.flsys.engine.onnx;

import java.util.Map;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The arithmetic with which networks compute sizes from shapes, on the elements of small tensors. */
final class Arithmetic {

    private static final Map<String, DoubleBinaryOperator> OF_TWO = Map.ofEntries(
            Map.entry("Add", Double::sum),
            Map.entry("Sub", (a, b) -> a - b),
            Map.entry("Mul", (a, b) -> a * b),
            Map.entry("Div", (a, b) -> a / b),
            Map.entry("Mod", (a, b) -> b == 0 ? 0 : a - b * Math.floor(a / b)),
            Map.entry("Pow", Math::pow),
            Map.entry("Min", Math::min),
            Map.entry("Max", Math::max),
            Map.entry("Sum", Double::sum),
            Map.entry("Equal", (a, b) -> a == b ? 1 : 0),
            Map.entry("Greater", (a, b) -> a > b ? 1 : 0),
            Map.entry("GreaterOrEqual", (a, b) -> a >= b ? 1 : 0),
            Map.entry("Less", (a, b) -> a < b ? 1 : 0),
            Map.entry("LessOrEqual", (a, b) -> a <= b ? 1 : 0),
            Map.entry("And", (a, b) -> a != 0 && b != 0 ? 1 : 0),
            Map.entry("Or", (a, b) -> a != 0 || b != 0 ? 1 : 0),
            Map.entry("Xor", (a, b) -> (a != 0) != (b != 0) ? 1 : 0),
            Map.entry("BitShift", (a, b) -> a * Math.pow(2, b)));

    private static final Map<String, DoubleUnaryOperator> OF_ONE = Map.ofEntries(
            Map.entry("Identity", a -> a),
            Map.entry("Cast", a -> a),
            Map.entry("CastLike", a -> a),
            Map.entry("Neg", a -> -a),
            Map.entry("Abs", Math::abs),
            Map.entry("Floor", Math::floor),
            Map.entry("Ceil", Math::ceil),
            Map.entry("Round", Math::rint),
            Map.entry("Sqrt", Math::sqrt),
            Map.entry("Exp", Math::exp),
            Map.entry("Log", Math::log),
            Map.entry("Relu", a -> Math.max(0, a)),
            Map.entry("Reciprocal", a -> 1 / a),
            Map.entry("Not", a -> a == 0 ? 1 : 0),
            Map.entry("Dropout", a -> a));

    private static final Set<String> TRUTHS =
            Set.of("Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "And", "Or", "Xor", "Not");
    private static final Set<Integer> WHOLE = Set.of(2, 3, 4, 5, 6, Value.INT64, 12, 13);

    private Arithmetic() {}

    static boolean isTruth(String operator) {
        return TRUTHS.contains(operator);
    }

    /** Whether the result is known if the inputs are. */
    static boolean knows(String operator) {
        return OF_TWO.containsKey(operator) || OF_ONE.containsKey(operator);
    }

    /** The elements of a result with {@code count} elements; null if they are unknown. */
    static double @Nullable [] of(
            String operator, int type, double count, double @Nullable [] a, double @Nullable [] b) {
        DoubleUnaryOperator one = OF_ONE.get(operator);
        DoubleBinaryOperator two = OF_TWO.get(operator);
        int length = (int) Math.min(count, Value.MAX_NUMBERS + 1.0);
        if (!fits(a, length)) {
            return null;
        }
        if (one != null) {
            return filled(length, type, i -> one.applyAsDouble(at(a, i)));
        }
        return two == null || !fits(b, length)
                ? null
                : filled(length, type, i -> two.applyAsDouble(at(a, i), at(b, i)));
    }

    private static double[] filled(int length, int type, IntToDoubleFunction element) {
        return IntStream.range(0, length)
                .mapToDouble(i -> WHOLE.contains(type) ? whole(element.applyAsDouble(i)) : element.applyAsDouble(i))
                .toArray();
    }

    private static double at(double @Nullable [] part, int index) {
        return part == null ? 0 : part[part.length == 1 ? 0 : index];
    }

    private static boolean fits(double @Nullable [] part, int length) {
        return part != null && length <= Value.MAX_NUMBERS && (part.length == 1 || part.length == length);
    }

    private static double whole(double value) {
        return value < 0 ? Math.ceil(value) : Math.floor(value);
    }
}
