package dev.flsys.engine.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The results of one operation: their shapes, and the elements of small ones. The file is long because each operator of
 * ONNX that can make a tensor larger has its rule here.
 */
final class Rules {

    /**
     * The inputs, by their positions, whose elements decide how large a result is. Operators whose elements can only
     * choose a part of another input, such as Slice, are not among them.
     */
    private static final Map<String, int[]> SIZES = Map.ofEntries(
            Map.entry("ConstantOfShape", new int[] {0}),
            Map.entry("Expand", new int[] {1}),
            Map.entry("Tile", new int[] {1}),
            Map.entry("Range", new int[] {0, 1, 2}),
            Map.entry("Pad", new int[] {1}),
            Map.entry("Resize", new int[] {2, 3}),
            Map.entry("Upsample", new int[] {1}),
            Map.entry("OneHot", new int[] {1}),
            Map.entry("HannWindow", new int[] {0}),
            Map.entry("HammingWindow", new int[] {0}),
            Map.entry("BlackmanWindow", new int[] {0}),
            Map.entry("MelWeightMatrix", new int[] {0, 1}),
            Map.entry("DFT", new int[] {1}),
            Map.entry("Col2Im", new int[] {1, 2}),
            Map.entry("MaxUnpool", new int[] {2}),
            Map.entry("AffineGrid", new int[] {1}),
            Map.entry("CenterCropPad", new int[] {1}));

    /** Operators whose number of results, or their shapes, depend on the elements of their inputs. */
    private static final Set<String> COUNTING =
            Set.of("NonZero", "Compress", "Unique", "NonMaxSuppression", "StringSplit", "Loop");

    /** Operators that keep the known elements of their first input, in their order. */
    private static final Set<String> KEEPING = Set.of("Reshape", "Flatten", "Squeeze", "Unsqueeze", "Identity");

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

    private final Node node;
    private final String operator;
    private final List<Value> inputs;

    private Rules(Node node, List<Value> inputs) {
        this.node = node;
        this.operator = node.operator;
        this.inputs = inputs;
    }

    /**
     * The results of {@code node}.
     *
     * @throws SizeRefused if elements of the network's input decide how large a result is
     */
    static List<Value> results(Node node, List<Value> inputs) throws SizeRefused {
        Rules rules = new Rules(node, inputs);
        rules.requireKnownSize();
        boolean counted = inputs.stream().anyMatch(Value::counted) || COUNTING.contains(node.operator);
        boolean computed = node.isStandard() && (Arithmetic.knows(node.operator) || rules.isSizeRule());
        boolean chosen = inputs.stream().anyMatch(Value::chosen) || !computed;
        return switch (node.operator) {
            case "Split" ->
                rules.split().stream().map(value -> value.from(chosen, counted)).toList();
            // Only whether the shape is known beforehand matters here.
            case "Shape", "Size" -> List.of(node.isStandard() ? rules.ofShape() : Value.unknown(true));
            case "Constant" -> List.of(rules.constant());
            default -> {
                Value value = rules.value();
                yield List.of(new Value(value.type(), value.shape(), value.numbers(), chosen, counted));
            }
        };
    }

    private boolean isSizeRule() {
        return KEEPING.contains(operator)
                || Set.of(
                                "Concat",
                                "Gather",
                                "Slice",
                                "Where",
                                "ConstantOfShape",
                                "Expand",
                                "Range",
                                "Tile",
                                "Split",
                                "Transpose",
                                "ReduceProd",
                                "ReduceSum",
                                "ReduceMax",
                                "ReduceMin",
                                "Clip")
                        .contains(operator);
    }

    private void requireKnownSize() throws SizeRefused {
        if (!node.isStandard()) {
            return;
        }
        // Until version 10 of the operators, Resize had two inputs.
        int[] sizes = operator.equals("Resize") && inputs.size() == 2
                ? new int[] {1}
                : SIZES.getOrDefault(operator, new int[0]);
        for (int at : sizes) {
            if (at < inputs.size() && inputs.get(at).chosen()) {
                throw SizeRefused.chosen(operator);
            }
        }
    }

    private @Nullable Value input(int at) {
        return at < inputs.size() && !node.inputs.get(at).isEmpty() ? inputs.get(at) : null;
    }

    private double @Nullable [] shapeOf(int at) {
        Value input = input(at);
        return input == null ? null : input.shape();
    }

    private double @Nullable [] numbersOf(int at) {
        Value input = input(at);
        return input == null ? null : input.numbers();
    }

    /** A list that is an attribute in older versions of an operator, and an input in newer ones. */
    private double @Nullable [] list(String attribute, int at) {
        double[] numbers = node.numbers(attribute);
        return numbers == null ? numbersOf(at) : numbers;
    }

    private Value ofShape() {
        Value input = inputs.isEmpty() ? Value.unknown(true) : inputs.get(0);
        double[] shape = input.shape();
        double[] numbers = null;
        if (shape != null && operator.equals("Size")) {
            numbers = new double[] {input.count()};
        } else if (shape != null) {
            int start = bound(node.number("start", 0), shape.length);
            int end = bound(node.number("end", shape.length), shape.length);
            numbers = Arrays.copyOfRange(shape, start, Math.max(start, end));
        }
        double[] own = operator.equals("Size") ? new double[0] : numbers == null ? null : new double[] {numbers.length};
        return new Value(Value.INT64, own, numbers, input.counted(), false);
    }

    private static int bound(double index, int length) {
        return (int) Math.max(0, Math.min(length, index < 0 ? index + length : index));
    }

    private Value constant() {
        for (Node.Attribute attribute : node.attributes.values()) {
            if (attribute.tensor != null) {
                return attribute.tensor;
            }
            switch (attribute.name) {
                case "value_int" -> {
                    return Value.constant(Value.INT64, new double[0], new double[] {attribute.number});
                }
                case "value_float" -> {
                    return Value.constant(Value.FLOAT, new double[0], new double[] {attribute.number});
                }
                case "value_ints", "value_floats" -> {
                    Value list = Value.list(
                            attribute.numbers.stream().mapToDouble(each -> each).toArray());
                    return attribute.name.equals("value_ints") ? list : list.withType(Value.FLOAT);
                }
                default -> {
                    // another attribute
                }
            }
        }
        return Value.unknown(true);
    }

    private List<Value> split() {
        Value input = inputs.isEmpty() ? Value.unknown(true) : inputs.get(0);
        double[] shape = input.shape();
        double[] parts = list("split", 1);
        int axis = shape == null ? -1 : Shapes.axis(node.number("axis", 0), shape.length);
        List<Value> all = new ArrayList<>();
        double from = 0;
        for (int i = 0; i < node.outputs.size(); i++) {
            if (shape == null || axis < 0) {
                all.add(Value.of(input.type(), null));
                continue;
            }
            double[] part = shape.clone();
            part[axis] = parts != null && i < parts.length
                    ? parts[i]
                    : Math.ceil(shape[axis] / Math.max(1, node.outputs.size()));
            double[] numbers = input.numbers();
            double end = from + part[axis];
            all.add(new Value(
                    input.type(),
                    part,
                    numbers != null && shape.length == 1 && end <= numbers.length && part[axis] >= 0
                            ? Arrays.copyOfRange(numbers, (int) from, (int) end)
                            : null,
                    false,
                    false));
            from = end;
        }
        return all;
    }

    private Value value() {
        double[] shape = node.isStandard() ? shape() : null;
        int type = type();
        return new Value(type, shape, shape == null ? null : numbers(type, shape), false, false);
    }

    private int type() {
        if (Arithmetic.isTruth(operator)) {
            return Value.BOOL;
        }
        return switch (operator) {
            case "Cast", "EyeLike" -> (int) node.number("to", node.number("dtype", Value.FLOAT));
            case "NonZero", "ArgMax", "ArgMin", "Shape", "Size" -> Value.INT64;
            case "ConstantOfShape" -> {
                Node.Attribute value = node.attributes.get("value");
                yield value == null || value.tensor == null ? Value.FLOAT : value.tensor.type();
            }
            case "RandomNormal", "RandomUniform" -> (int) node.number("dtype", Value.FLOAT);
            case "OneHot" -> inputs.size() > 2 ? inputs.get(2).type() : Value.FLOAT;
            case "Where" -> inputs.size() > 1 ? inputs.get(1).type() : Value.FLOAT;
            case "DequantizeLinear" -> Value.FLOAT;
            default -> inputs.isEmpty() ? Value.FLOAT : inputs.get(0).type();
        };
    }

    private double @Nullable [] numbers(int type, double[] shape) {
        double count = Shapes.product(shape);
        double[] first = numbersOf(0);
        if (count > Value.MOST_NUMBERS) {
            return null;
        }
        if (KEEPING.contains(operator)) {
            return first;
        }
        if (operator.equals("ConstantOfShape")) {
            Node.Attribute value = node.attributes.get("value");
            double[] each = value == null || value.tensor == null ? new double[1] : value.tensor.numbers();
            return each == null || each.length != 1 ? null : filled((int) count, each[0]);
        }
        if (operator.equals("Concat")) {
            return shape.length == 1 ? concatenated() : null;
        }
        if (first == null) {
            return null;
        }
        return switch (operator) {
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
            default -> Arithmetic.of(operator, type, count, first, numbersOf(1));
        };
    }

    private static double[] filled(int count, double value) {
        double[] all = new double[count];
        Arrays.fill(all, value);
        return all;
    }

    private double @Nullable [] concatenated() {
        DoubleStream all = DoubleStream.empty();
        for (Value input : inputs) {
            if (input.numbers() == null) {
                return null;
            }
            all = DoubleStream.concat(all, DoubleStream.of(input.numbers()));
        }
        return all.toArray();
    }

    private double @Nullable [] gathered(double[] all) {
        double[] indices = numbersOf(1);
        double[] shape = shapeOf(0);
        if (indices == null || shape == null || shape.length != 1) {
            return null;
        }
        return Arrays.stream(indices)
                .map(index -> all.length == 0 ? 0 : all[Math.max(0, Shapes.axis(index, all.length))])
                .toArray();
    }

    private double @Nullable [] sliced(double[] all) {
        double[] starts = list("starts", 1);
        double[] ends = list("ends", 2);
        double[] steps = numbersOf(4);
        double[] shape = shapeOf(0);
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
        int start = bound(starts[0], all.length);
        return step == 1 ? Arrays.copyOfRange(all, start, Math.max(start, bound(ends[0], all.length))) : null;
    }

    private double @Nullable [] where(double[] conditions, int count) {
        double[] yes = numbersOf(1);
        double[] no = numbersOf(2);
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
        double[] delta = numbersOf(2);
        return delta == null
                ? null
                : IntStream.range(0, count)
                        .mapToDouble(i -> start + i * delta[0])
                        .toArray();
    }

    /** The shape of the first result; null if it is unknown. */
    private double @Nullable [] shape() {
        double[] first = shapeOf(0);
        if (SAME.contains(operator)) {
            return first;
        }
        if (BROADCASTING.contains(operator)) {
            double[] all = first;
            for (int i = 1; i < inputs.size(); i++) {
                all = Shapes.broadcast(all, shapeOf(i));
            }
            return all;
        }
        return switch (operator) {
            case "ConstantOfShape" -> numbersOf(0);
            case "RandomNormal", "RandomUniform" -> node.numbers("shape");
            case "HannWindow", "HammingWindow", "BlackmanWindow", "AffineGrid" ->
                numbersOf(operator.equals("AffineGrid") ? 1 : 0);
            case "MelWeightMatrix" -> mel();
            case "MaxUnpool" -> numbersOf(2);
            case "Reshape" -> list("shape", 1) == null ? null : Shapes.reshaped(first, list("shape", 1));
            case "Expand" -> Shapes.broadcast(first, numbersOf(1));
            case "Range" -> range();
            case "Resize", "Upsample" -> resized();
            case "MatMul" -> Shapes.matrices(first, shapeOf(1));
            case "Einsum" -> Einsum.shape(node.text("equation"), inputs);
            case "NonZero" -> first == null ? null : new double[] {first.length, Shapes.product(first)};
            default -> first == null ? null : ofFirst(first);
        };
    }

    private double @Nullable [] mel() {
        double[] bins = numbersOf(0);
        double[] length = numbersOf(1);
        return bins == null || length == null || bins.length != 1 || length.length != 1
                ? null
                : new double[] {Math.floor(length[0] / 2) + 1, bins[0]};
    }

    private double @Nullable [] range() {
        double[] from = numbersOf(0);
        double[] to = numbersOf(1);
        double[] step = numbersOf(2);
        if (from == null || to == null || step == null || from.length != 1 || to.length != 1 || step.length != 1) {
            return null;
        }
        return new double[] {Math.max(0, Math.ceil((to[0] - from[0]) / step[0]))};
    }

    private double @Nullable [] resized() {
        double[] shape = shapeOf(0);
        boolean older = operator.equals("Upsample") || inputs.size() == 2;
        double[] scales = list("scales", older ? 1 : 2);
        double[] sizes = numbersOf(3);
        double[] axes = node.numbers("axes");
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
        if (operator.startsWith("Reduce") || operator.startsWith("Arg")) {
            return reduced(first);
        }
        return switch (operator) {
            case "Gemm" -> gemm(first);
            case "Conv", "ConvTranspose", "ConvInteger", "QLinearConv" ->
                Windows.convolved(node, first, shapeOf(operator.equals("QLinearConv") ? 3 : 1));
            case "MaxPool", "AveragePool", "LpPool" -> Windows.pooled(node, first);
            case "GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool" ->
                IntStream.range(0, first.length)
                        .mapToDouble(i -> i < 2 ? first[i] : 1)
                        .toArray();
            case "Flatten" -> {
                int axis = bound(node.number("axis", 1), first.length);
                yield new double[] {
                    Shapes.product(Arrays.copyOf(first, axis)),
                    Shapes.product(Arrays.copyOfRange(first, axis, first.length))
                };
            }
            case "Concat" -> concat(first);
            case "Transpose" -> transposed(first);
            case "Squeeze" -> squeezed(first);
            case "Unsqueeze" -> list("axes", 1) == null ? null : Shapes.with(first, list("axes", 1));
            case "Gather" -> gather(first);
            case "GatherElements" -> shapeOf(1);
            case "Slice", "Compress", "TopK" -> first;
            case "Tile" -> tiled(first);
            case "Pad" -> padded(first);
            case "OneHot" -> oneHot(first);
            case "DepthToSpace", "SpaceToDepth" -> new double[] {Shapes.product(first)};
            default -> null;
        };
    }

    private double @Nullable [] reduced(double[] first) {
        double[] axes = list("axes", 1);
        if (operator.startsWith("Arg")) {
            axes = new double[] {node.number("axis", 0)};
        } else if (axes == null && (input(1) != null)) {
            return null;
        } else if (axes == null || axes.length == 0) {
            axes = node.number("noop_with_empty_axes", 0) == 1
                    ? new double[0]
                    : IntStream.range(0, first.length).asDoubleStream().toArray();
        }
        return node.number("keepdims", 1) == 1 ? Shapes.changed(first, axes, size -> 1) : Shapes.without(first, axes);
    }

    private double @Nullable [] gemm(double[] first) {
        double[] second = shapeOf(1);
        return second == null || second.length != 2 || first.length != 2
                ? null
                : new double[] {
                    first[node.number("transA", 0) == 0 ? 0 : 1], second[node.number("transB", 0) == 0 ? 1 : 0]
                };
    }

    private double @Nullable [] concat(double[] first) {
        int axis = Shapes.axis(node.number("axis", 0), first.length);
        double sum = 0;
        for (Value input : inputs) {
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
        double[] order = node.numbers("perm");
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
        double[] axes = list("axes", 1);
        if (axes == null && input(1) != null) {
            return null;
        }
        return axes == null ? DoubleStream.of(first).filter(size -> size != 1).toArray() : Shapes.without(first, axes);
    }

    private double @Nullable [] gather(double[] first) {
        double[] indices = shapeOf(1);
        int axis = Shapes.axis(node.number("axis", 0), first.length);
        if (indices == null || axis < 0) {
            return null;
        }
        return DoubleStream.concat(
                        DoubleStream.concat(DoubleStream.of(Arrays.copyOf(first, axis)), DoubleStream.of(indices)),
                        DoubleStream.of(Arrays.copyOfRange(first, axis + 1, first.length)))
                .toArray();
    }

    private double @Nullable [] tiled(double[] first) {
        double[] times = list("repeats", 1);
        return times == null || times.length != first.length
                ? null
                : IntStream.range(0, first.length)
                        .mapToDouble(i -> first[i] * times[i])
                        .toArray();
    }

    private double @Nullable [] padded(double[] first) {
        double[] pads = list("pads", 1);
        double[] axes = numbersOf(3);
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
        double[] depth = numbersOf(1);
        return depth == null || depth.length != 1
                ? null
                : DoubleStream.concat(DoubleStream.of(first), DoubleStream.of(depth[0]))
                        .toArray();
    }
}
