package dev.flsys.engine.onnx;

import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * The known facts about a value in a network: its type, shape and elements. The arrays must not be changed.
 *
 * @param type the number of the element's type in {@code onnx.proto}
 * @param shape the sizes, without fractions; null if they are unknown. Double precision cannot overflow
 * @param numbers the elements of a small tensor; null if they are unknown
 * @param chosen whether the elements depend on the elements of the input, or come from an operator without a rule
 * @param counted whether the shape depends on elements as in {@code chosen}
 */
record Value(int type, double @Nullable [] shape, double @Nullable [] numbers, boolean chosen, boolean counted) {

    static final int FLOAT = 1;
    static final int INT64 = 7;
    static final int BOOL = 9;

    /** Tensors with more elements are not computed. Shapes have a few. */
    static final int MAX_NUMBERS = 1_024;

    static Value unknown(boolean chosen) {
        return new Value(FLOAT, null, null, chosen, chosen);
    }

    static Value of(int type, double @Nullable [] shape) {
        return new Value(type, shape, null, true, false);
    }

    static Value constant(int type, double[] shape, double @Nullable [] numbers) {
        return new Value(type, shape, numbers, false, false);
    }

    static Value list(double... numbers) {
        return constant(INT64, new double[] {numbers.length}, numbers);
    }

    Value withType(int other) {
        return new Value(other, shape, numbers, chosen, counted);
    }

    /** The same facts about the result of an operator whose inputs have these {@code chosen} and {@code counted}. */
    Value from(boolean chosenToo, boolean countedToo) {
        return new Value(type, shape, numbers, chosenToo, counted || countedToo);
    }

    /** The number of elements; 0 if it is unknown. */
    double count() {
        return shape == null ? 0 : DoubleStream.of(shape).reduce(1, (a, b) -> a * Math.max(0, b));
    }

    double bytes() {
        return count() * elementBytes(type);
    }

    private static int elementBytes(int type) {
        return switch (type) {
            case 2, 3, BOOL -> 1;
            case 4, 5, 10, 16 -> 2;
            case INT64, 11, 13, 14 -> 8;
            case 15 -> 16;
            case 8 -> 32; // texts are objects
            case 17, 18, 19, 20, 21, 22, 23, 24 -> 1;
            default -> 4;
        };
    }
}
