package dev.flsys.engine.onnx;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The shape of the first result of one operation. The file is long because each operator of ONNX that can make a tensor
 * larger has its rule here.
 */
final class ShapeRules {

    /** Operators whose result has the shape of their first input. */
    private static final Set<String> SAME = Set.of("""
            Relu Sigmoid Tanh Exp Log Sqrt Abs Neg Erf Floor Ceil Round Sign Sin Cos Tan
            Asin Acos Atan Sinh Cosh Asinh Acosh Atanh Reciprocal Cast CastLike Clip
            Identity Dropout Softmax LogSoftmax Hardmax LeakyRelu Elu Selu Gelu Celu
            HardSigmoid HardSwish Softplus Softsign Mish ThresholdedRelu BatchNormalization
            InstanceNormalization LayerNormalization GroupNormalization RMSNormalization
            MeanVarianceNormalization LRN LpNormalization CumSum Trilu IsNaN IsInf Not
            ScatterND ScatterElements Scatter EyeLike RandomNormalLike RandomUniformLike
            Bernoulli Shrink BitwiseNot QuantizeLinear DequantizeLinear ReverseSequence""".split("\\s+"));

    private static final Set<String> BROADCASTING = Set.of("""
            Add Sub Mul Div Pow Mod Min Max Sum Mean Where Equal Greater GreaterOrEqual Less
            LessOrEqual And Or Xor BitShift BitwiseAnd BitwiseOr BitwiseXor PRelu""".split("\\s+"));

    private final Operation operation;

    ShapeRules(Operation operation) {
        this.operation = operation;
    }

    /** The shape of the first result; null if it is unknown. */
    double @Nullable [] shape() {
        double[] first = operation.shapeOf(0);
        if (SAME.contains(operation.operator)) {
            return first;
        }
        if (BROADCASTING.contains(operation.operator)) {
            double[] all = first;
            for (int i = 1; i < operation.inputs.size(); i++) {
                all = Shapes.broadcast(all, operation.shapeOf(i));
            }
            return all;
        }
        return switch (operation.operator) {
            case "ConstantOfShape" -> operation.numbersOf(0);
            case "RandomNormal", "RandomUniform" -> operation.node.numbers("shape");
            case "HannWindow", "HammingWindow", "BlackmanWindow", "AffineGrid" ->
                operation.numbersOf(operation.operator.equals("AffineGrid") ? 1 : 0);
            case "MelWeightMatrix" -> mel();
            case "MaxUnpool" -> operation.numbersOf(2);
            case "Reshape" ->
                operation.list("shape", 1) == null ? null : Shapes.reshaped(first, operation.list("shape", 1));
            case "Expand" -> Shapes.broadcast(first, operation.numbersOf(1));
            case "Range" -> range();
            case "Resize", "Upsample" -> resized();
            case "MatMul" -> Shapes.matrices(first, operation.shapeOf(1));
            case "Einsum" -> Einsum.shape(operation.node.text("equation"), operation.inputs);
            case "NonZero" -> first == null ? null : new double[] {first.length, Shapes.product(first)};
            default -> first == null ? null : ofFirst(first);
        };
    }

    private double @Nullable [] mel() {
        double[] bins = operation.numbersOf(0);
        double[] length = operation.numbersOf(1);
        return bins == null || length == null || bins.length != 1 || length.length != 1
                ? null
                : new double[] {Math.floor(length[0] / 2) + 1, bins[0]};
    }

    private double @Nullable [] range() {
        double[] from = operation.numbersOf(0);
        double[] to = operation.numbersOf(1);
        double[] step = operation.numbersOf(2);
        if (from == null || to == null || step == null || from.length != 1 || to.length != 1 || step.length != 1) {
            return null;
        }
        return new double[] {Math.max(0, Math.ceil((to[0] - from[0]) / step[0]))};
    }

    private double @Nullable [] resized() {
        double[] shape = operation.shapeOf(0);
        boolean older = operation.operator.equals("Upsample") || operation.inputs.size() == 2;
        double[] scales = operation.list("scales", older ? 1 : 2);
        double[] sizes = operation.numbersOf(3);
        double[] axes = operation.node.numbers("axes");
        double[] factors = sizes == null || sizes.length == 0 ? scales : sizes;
        if (shape == null || factors == null || factors.length == 0) {
            return null;
        }
        double[] result = shape.clone();
        for (int i = 0; i < factors.length; i++) {
            int axis = axes == null ? i : i < axes.length ? Shapes.axis(axes[i], shape.length) : -1;
            if (axis < 0 || axis >= result.length) {
                return null;
            }
            result[axis] = factors == sizes ? sizes[i] : Math.floor(shape[axis] * factors[i]);
        }
        return result;
    }

    private double @Nullable [] ofFirst(double[] first) {
        if (operation.operator.startsWith("Reduce") || operation.operator.startsWith("Arg")) {
            return reduced(first);
        }
        return switch (operation.operator) {
            case "Gemm" -> gemm(first);
            case "Conv", "ConvTranspose", "ConvInteger", "QLinearConv" ->
                Windows.convolved(
                        operation.node, first, operation.shapeOf(operation.operator.equals("QLinearConv") ? 3 : 1));
            case "MaxPool", "AveragePool", "LpPool" -> Windows.pooled(operation.node, first);
            case "GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool" ->
                IntStream.range(0, first.length)
                        .mapToDouble(i -> i < 2 ? first[i] : 1)
                        .toArray();
            case "Flatten" -> {
                int axis = Shapes.bound(operation.node.number("axis", 1), first.length);
                yield new double[] {
                    Shapes.product(Arrays.copyOf(first, axis)),
                    Shapes.product(Arrays.copyOfRange(first, axis, first.length))
                };
            }
            case "Concat" -> concat(first);
            case "Transpose" -> transposed(first);
            case "Squeeze" -> squeezed(first);
            case "Unsqueeze" ->
                operation.list("axes", 1) == null ? null : Shapes.with(first, operation.list("axes", 1));
            case "Gather" -> gather(first);
            case "GatherElements" -> operation.shapeOf(1);
            case "Slice", "Compress", "TopK" -> first;
            case "Tile" -> tiled(first);
            case "Pad" -> padded(first);
            case "OneHot" -> oneHot(first);
            case "DepthToSpace", "SpaceToDepth" -> new double[] {Shapes.product(first)};
            default -> null;
        };
    }

    private double @Nullable [] reduced(double[] first) {
        double[] axes = operation.list("axes", 1);
        if (operation.operator.startsWith("Arg")) {
            axes = new double[] {operation.node.number("axis", 0)};
        } else if (axes == null && (operation.input(1) != null)) {
            return null;
        } else if (axes == null || axes.length == 0) {
            axes = operation.node.number("noop_with_empty_axes", 0) == 1
                    ? new double[0]
                    : IntStream.range(0, first.length).asDoubleStream().toArray();
        }
        return operation.node.number("keepdims", 1) == 1
                ? Shapes.changed(first, axes, size -> 1)
                : Shapes.without(first, axes);
    }

    private double @Nullable [] gemm(double[] first) {
        double[] second = operation.shapeOf(1);
        return second == null || second.length != 2 || first.length != 2
                ? null
                : new double[] {
                    first[operation.node.number("transA", 0) == 0 ? 0 : 1],
                    second[operation.node.number("transB", 0) == 0 ? 1 : 0]
                };
    }

    private double @Nullable [] concat(double[] first) {
        int axis = Shapes.axis(operation.node.number("axis", 0), first.length);
        double sum = 0;
        for (Value input : operation.inputs) {
            double[] shape = input.shape();
            if (shape == null || axis < 0 || axis >= shape.length) {
                return null;
            }
            sum += shape[axis];
        }
        double[] result = first.clone();
        result[axis] = sum;
        return result;
    }

    private double @Nullable [] transposed(double[] first) {
        double[] order = operation.node.numbers("perm");
        double[] result = new double[first.length];
        for (int i = 0; i < result.length; i++) {
            int from =
                    order == null ? first.length - 1 - i : i < order.length ? Shapes.axis(order[i], first.length) : -1;
            if (from < 0) {
                return null;
            }
            result[i] = first[from];
        }
        return result;
    }

    private double @Nullable [] squeezed(double[] first) {
        double[] axes = operation.list("axes", 1);
        if (axes == null && operation.input(1) != null) {
            return null;
        }
        return axes == null ? DoubleStream.of(first).filter(size -> size != 1).toArray() : Shapes.without(first, axes);
    }

    private double @Nullable [] gather(double[] first) {
        double[] indices = operation.shapeOf(1);
        int axis = Shapes.axis(operation.node.number("axis", 0), first.length);
        if (indices == null || axis < 0) {
            return null;
        }
        return DoubleStream.concat(
                        DoubleStream.concat(DoubleStream.of(Arrays.copyOf(first, axis)), DoubleStream.of(indices)),
                        DoubleStream.of(Arrays.copyOfRange(first, axis + 1, first.length)))
                .toArray();
    }

    private double @Nullable [] tiled(double[] first) {
        double[] times = operation.list("repeats", 1);
        return times == null || times.length != first.length
                ? null
                : IntStream.range(0, first.length)
                        .mapToDouble(i -> first[i] * times[i])
                        .toArray();
    }

    private double @Nullable [] padded(double[] first) {
        double[] pads = operation.list("pads", 1);
        double[] axes = operation.numbersOf(3);
        if (pads == null) {
            return null;
        }
        double[] result = first.clone();
        int changed = pads.length / 2;
        for (int i = 0; i < changed; i++) {
            int axis = axes == null ? i : i < axes.length ? Shapes.axis(axes[i], first.length) : -1;
            if (axis < 0 || axis >= result.length) {
                return null;
            }
            result[axis] += pads[i] + pads[i + changed];
        }
        return result;
    }

    private double @Nullable [] oneHot(double[] first) {
        double[] depth = operation.numbersOf(1);
        return depth == null || depth.length != 1
                ? null
                : DoubleStream.concat(DoubleStream.of(first), DoubleStream.of(depth[0]))
                        .toArray();
    }
}
