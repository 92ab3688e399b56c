package dev.flsys.engine.onnx;

import java.util.Arrays;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Computations with shapes. Sizes are whole numbers in double precision; null is an unknown shape. */
final class Shapes {

    private Shapes() {}

    static double product(double... sizes) {
        return DoubleStream.of(sizes).reduce(1, (a, b) -> a * Math.max(0, b));
    }

    /**
     * The broadcast shape: inputs are repeated along sizes of 1. Null if a shape is unknown or the shapes do not fit.
     */
    static double @Nullable [] broadcast(double @Nullable [] a, double @Nullable [] b) {
        if (a == null || b == null) {
            return null;
        }
        double[] result = new double[Math.max(a.length, b.length)];
        for (int i = 0; i < result.length; i++) {
            int inA = a.length - result.length + i;
            int inB = b.length - result.length + i;
            double left = inA < 0 ? 1 : a[inA];
            double right = inB < 0 ? 1 : b[inB];
            result[i] = left == 1 ? right : right == 1 ? left : Math.max(left, right);
        }
        return result;
    }

    /** {@code [.., m, k] x [.., k, n]}. */
    static double @Nullable [] matrices(double @Nullable [] a, double @Nullable [] b) {
        if (a == null || b == null || a.length == 0 || b.length == 0) {
            return null;
        }
        double[] left = a.length == 1 ? new double[] {1, a[0]} : a;
        double[] right = b.length == 1 ? new double[] {b[0], 1} : b;
        double[] outer = broadcast(Arrays.copyOf(left, left.length - 2), Arrays.copyOf(right, right.length - 2));
        if (outer == null) {
            return null;
        }
        DoubleStream inner = DoubleStream.concat(
                a.length == 1 ? DoubleStream.empty() : DoubleStream.of(left[left.length - 2]),
                b.length == 1 ? DoubleStream.empty() : DoubleStream.of(right[right.length - 1]));
        return DoubleStream.concat(DoubleStream.of(outer), inner).toArray();
    }

    /** The index of an axis that may count from the end; -1 if it does not exist. */
    static int axis(double axis, int rank) {
        double index = axis < 0 ? axis + rank : axis;
        return index >= 0 && index < rank ? (int) index : -1;
    }

    /** An index that may count from the end, within 0 to {@code length}. */
    static int bound(double index, int length) {
        return (int) Math.max(0, Math.min(length, index < 0 ? index + length : index));
    }

    /** {@code shape} with the sizes at {@code axes} changed; null if an axis does not exist. */
    static double @Nullable [] changed(double[] shape, double[] axes, DoubleUnaryOperator change) {
        double[] result = shape.clone();
        for (double each : axes) {
            int axis = axis(each, shape.length);
            if (axis < 0) {
                return null;
            }
            result[axis] = change.applyAsDouble(result[axis]);
        }
        return result;
    }

    /** {@code shape} without the axes. */
    static double[] without(double[] shape, double... axes) {
        Set<Integer> left = DoubleStream.of(axes)
                .mapToObj(axis -> axis(axis, shape.length))
                .collect(java.util.stream.Collectors.toSet());
        return IntStream.range(0, shape.length)
                .filter(i -> !left.contains(i))
                .mapToDouble(i -> shape[i])
                .toArray();
    }

    /** {@code shape} with sizes of 1 at the axes of the result. */
    static double @Nullable [] with(double[] shape, double... axes) {
        double[] result = new double[shape.length + axes.length];
        boolean[] added = new boolean[result.length];
        for (double each : axes) {
            int axis = axis(each, result.length);
            if (axis < 0) {
                return null;
            }
            added[axis] = true;
        }
        int from = 0;
        for (int i = 0; i < result.length; i++) {
            if (added[i]) {
                result[i] = 1;
            } else if (from < shape.length) {
                result[i] = shape[from++];
            } else {
                return null;
            }
        }
        return result;
    }

    /** The result of a Reshape: 0 keeps a size, -1 takes the rest. */
    static double @Nullable [] reshaped(double @Nullable [] shape, double[] wanted) {
        double[] result = wanted.clone();
        int open = -1;
        for (int i = 0; i < result.length; i++) {
            if (result[i] == 0 && shape != null && i < shape.length) {
                result[i] = shape[i];
            }
            if (result[i] == -1) {
                open = i;
            }
        }
        if (shape == null) {
            return null;
        }
        if (open >= 0) {
            result[open] = 1;
            double others = product(result);
            result[open] = others == 0 ? 0 : Math.ceil(product(shape) / others);
        }
        return result;
    }
}
