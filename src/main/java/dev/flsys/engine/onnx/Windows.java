package dev.flsys.engine.onnx;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The shapes of convolutions and pooling, {@code [n, channels, sizes...]}. */
final class Windows {

    private Windows() {}

    /** @param weights {@code [out, in, kernel...]}, or {@code [in, out, kernel...]} of a transposed convolution */
    static double @Nullable [] convolved(Node node, double[] input, double @Nullable [] weights) {
        if (weights == null || weights.length != input.length || input.length < 3) {
            return null;
        }
        double[] kernel = Arrays.copyOfRange(weights, 2, weights.length);
        if (node.operator.equals("ConvTranspose")) {
            return transposed(node, input, weights, kernel);
        }
        double[] result = windows(node, input, kernel);
        if (result != null) {
            result[1] = weights[0];
        }
        return result;
    }

    static double @Nullable [] pooled(Node node, double[] input) {
        double[] kernel = node.numbers("kernel_shape");
        return kernel == null ? null : windows(node, input, kernel);
    }

    private static double @Nullable [] windows(Node node, double[] input, double[] kernel) {
        int sizes = input.length - 2;
        if (kernel.length != sizes) {
            return null;
        }
        double[] result = input.clone();
        double[] pads = node.numbers("pads");
        for (int i = 0; i < sizes; i++) {
            double stride = at(node.numbers("strides"), i, 1);
            double reach = (kernel[i] - 1) * at(node.numbers("dilations"), i, 1) + 1;
            double padding = pads == null ? 0 : at(pads, i, 0) + at(pads, i + sizes, 0);
            // An upper bound. It also covers sizes that are rounded up, and padding that keeps the size.
            double padded = input[i + 2] + Math.max(0, padding);
            double counted = pads == null && node.attributes.containsKey("auto_pad") ? padded : padded - reach;
            result[i + 2] = Math.max(0, Math.ceil(counted / Math.max(1, stride)) + 1);
        }
        return result;
    }

    private static double[] transposed(Node node, double[] input, double[] weights, double[] kernel) {
        double[] result = input.clone();
        double[] wanted = node.numbers("output_shape");
        double[] pads = node.numbers("pads");
        result[1] = weights[1] * node.number("group", 1);
        for (int i = 0; i < kernel.length; i++) {
            double reach = (kernel[i] - 1) * at(node.numbers("dilations"), i, 1) + 1;
            double padding = pads == null ? 0 : at(pads, i, 0) + at(pads, i + kernel.length, 0);
            result[i + 2] = wanted != null && wanted.length >= kernel.length
                    ? wanted[wanted.length - kernel.length + i]
                    : at(node.numbers("strides"), i, 1) * (input[i + 2] - 1)
                            + at(node.numbers("output_padding"), i, 0)
                            + reach
                            - padding;
        }
        return result;
    }

    private static double at(double @Nullable [] list, int index, double otherwise) {
        return list == null || index >= list.length ? otherwise : list[index];
    }
}
