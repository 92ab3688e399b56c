package dev.flsys.engine.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The results of one operation: their types, their shapes, and the elements of small ones. */
final class Rules {

    /**
     * The inputs, by their positions, whose elements decide how large a result is. Operators that can only choose a
     * part of another input, such as Slice, are not among them.
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

    private final Operation operation;

    private Rules(Operation operation) {
        this.operation = operation;
    }

    /**
     * The results of {@code node}.
     *
     * @throws SizeRefused if elements of the network's input decide how large a result is
     */
    static List<Value> results(Node node, List<Value> inputs) throws SizeRefused {
        Rules rules = new Rules(new Operation(node, inputs));
        rules.requireKnownSize();
        boolean counted = inputs.stream().anyMatch(Value::counted) || COUNTING.contains(node.operator);
        boolean computed = node.isStandard() && ElementRules.know(node.operator);
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

    private void requireKnownSize() throws SizeRefused {
        if (!operation.node.isStandard()) {
            return;
        }
        // Until version 10 of the operators, Resize had two inputs.
        int[] sizes = operation.operator.equals("Resize") && operation.inputs.size() == 2
                ? new int[] {1}
                : SIZES.getOrDefault(operation.operator, new int[0]);
        for (int at : sizes) {
            if (at < operation.inputs.size() && operation.inputs.get(at).chosen()) {
                throw SizeRefused.chosen(operation.operator);
            }
        }
    }

    private Value ofShape() {
        Value input = operation.inputs.isEmpty() ? Value.unknown(true) : operation.inputs.get(0);
        double[] shape = input.shape();
        double[] numbers = null;
        if (shape != null && operation.operator.equals("Size")) {
            numbers = new double[] {input.count()};
        } else if (shape != null) {
            int start = Shapes.bound(operation.node.number("start", 0), shape.length);
            int end = Shapes.bound(operation.node.number("end", shape.length), shape.length);
            numbers = Arrays.copyOfRange(shape, start, Math.max(start, end));
        }
        double[] own = operation.operator.equals("Size")
                ? new double[0]
                : numbers == null ? null : new double[] {numbers.length};
        return new Value(Value.INT64, own, numbers, input.counted(), false);
    }

    private Value constant() {
        for (Node.Attribute attribute : operation.node.attributes.values()) {
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
                    // Texts and sparse tensors are not computed.
                }
            }
        }
        return Value.unknown(true);
    }

    private List<Value> split() {
        Value input = operation.inputs.isEmpty() ? Value.unknown(true) : operation.inputs.get(0);
        double[] shape = input.shape();
        double[] parts = operation.list("split", 1);
        int axis = shape == null ? -1 : Shapes.axis(operation.node.number("axis", 0), shape.length);
        List<Value> all = new ArrayList<>();
        double from = 0;
        for (int i = 0; i < operation.node.outputs.size(); i++) {
            if (shape == null || axis < 0) {
                all.add(Value.of(input.type(), null));
                continue;
            }
            double[] part = shape.clone();
            part[axis] = parts != null && i < parts.length
                    ? parts[i]
                    : Math.ceil(shape[axis] / Math.max(1, operation.node.outputs.size()));
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
        double[] shape = operation.node.isStandard() ? new ShapeRules(operation).shape() : null;
        int type = type();
        double[] numbers = shape == null ? null : new ElementRules(operation).numbers(type, shape);
        return new Value(type, shape, numbers, false, false);
    }

    private int type() {
        if (Arithmetic.isTruth(operation.operator)) {
            return Value.BOOL;
        }
        return switch (operation.operator) {
            case "Cast", "EyeLike" -> (int) operation.node.number("to", operation.node.number("dtype", Value.FLOAT));
            case "NonZero", "ArgMax", "ArgMin", "Shape", "Size" -> Value.INT64;
            case "ConstantOfShape" -> {
                Node.Attribute value = operation.node.attributes.get("value");
                yield value == null || value.tensor == null ? Value.FLOAT : value.tensor.type();
            }
            case "RandomNormal", "RandomUniform" -> (int) operation.node.number("dtype", Value.FLOAT);
            case "OneHot" ->
                operation.inputs.size() > 2 ? operation.inputs.get(2).type() : Value.FLOAT;
            case "Where" ->
                operation.inputs.size() > 1 ? operation.inputs.get(1).type() : Value.FLOAT;
            case "DequantizeLinear" -> Value.FLOAT;
            default ->
                operation.inputs.isEmpty()
                        ? Value.FLOAT
                        : operation.inputs.get(0).type();
        };
    }
}
