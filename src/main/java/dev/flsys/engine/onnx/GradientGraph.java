package dev.flsys.engine.onnx;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.flsys.engine.onnx.GraphAddition.Attribute;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Operations that compute the gradient of a score with respect to the feature maps of the last convolution, to be
 * appended to an ONNX file. The scores are the outputs before a softmax or sigmoid. The way back from them leads
 * through the linear layers, activations and pools of the head. It ends at the maps that enter the first pool or linear
 * layer after the last convolution. The operations follow the chain rule; a network whose head has other operators is
 * refused.
 *
 * <p>Uses only operators that have the same inputs in all versions of ONNX since opset 11.
 */
public final class GradientGraph {

    private static final int FIRST_OPSET = 11;
    private static final int FIRST_WITH_AXES_AS_INPUT = 13;
    private static final int FIRST_WITH_SUMS = 16;
    private static final int IMAGE_RANK = 4;

    private static final Set<String> PROBABILITIES = Set.of("Softmax", "LogSoftmax", "Sigmoid", "Identity");

    private final GraphReader file;
    private final Map<String, Node> makers = new HashMap<>();
    private final Set<String> variable = new HashSet<>();
    private final GraphAddition added = new GraphAddition();
    private final String seed = added.input();
    private final String features;
    private final String gradients;

    /** The tensor that the way back has reached, the gradient with respect to it, and whether it may be a picture. */
    private String at;

    private String gradient = "";
    private boolean spatial;

    private GradientGraph(GraphReader file, String answer) throws NoGradients {
        this.file = file;
        this.at = answer;
        if (file.opset < FIRST_OPSET) {
            throw new NoGradients("was exported with opset " + file.opset + "; at least " + FIRST_OPSET
                    + " is needed, so export it again");
        }
        file.graph.inputs.keySet().stream()
                .filter(input -> !file.graph.constants.containsKey(input))
                .forEach(variable::add);
        for (Node node : file.graph.nodes) {
            node.outputs.forEach(output -> makers.put(output, node));
            if (node.needs().stream().anyMatch(variable::contains)) {
                variable.addAll(node.outputs);
            }
        }
        walk();
        requireConvolution();
        features = added.output(at);
        gradients = added.output(gradient);
    }

    /**
     * Reads the graph of a file.
     *
     * @param answer the name of the output with a value for each class
     * @throws NoGradients if its gradients cannot be computed
     * @throws IOException if it cannot be read
     */
    public static GradientGraph of(InputStream file, String answer) throws NoGradients, IOException {
        try {
            return new GradientGraph(new GraphReader(file), answer);
        } catch (InvalidProtocolBufferException tooLong) {
            throw new NoGradients("has too many operations");
        }
    }

    /** The bytes to append to the file. */
    public byte[] addition() {
        return added.bytes();
    }

    /**
     * The added input: the gradient with respect to the scores, {@code float[1][classes]}. It is 1 for the class and 0
     * for the others.
     */
    public String seed() {
        return seed;
    }

    /** The added output with the feature maps, {@code float[1][channels][height][width]}. */
    public String features() {
        return features;
    }

    /** The added output with the gradient of the score with respect to the feature maps, in their shape. */
    public String gradients() {
        return gradients;
    }

    private void walk() throws NoGradients {
        while (makers.containsKey(at) && PROBABILITIES.contains(maker().operator)) {
            at = maker().inputs.get(0);
        }
        gradient = shapedAs(at, seed);
        boolean more = true;
        while (more) {
            more = step();
        }
    }

    private Node maker() throws NoGradients {
        Node node = makers.get(at);
        if (node == null || node.inputs.isEmpty()) {
            throw new NoGradients("has no convolution");
        }
        if (!node.isStandard()) {
            throw NoGradients.operator(node.operator);
        }
        return node;
    }

    /** Goes back over the operation that made the present tensor; false if that tensor is the feature maps. */
    private boolean step() throws NoGradients {
        Node before = makers.get(at);
        if (spatial && (before == null || !before.isStandard() || !isOfPools(before))) {
            return false;
        }
        Node node = maker();
        String from = node.inputs.get(0);
        String score = gradient;
        switch (node.operator) {
            case "Identity", "Dropout" -> {}
            case "Flatten", "Reshape", "Squeeze", "Unsqueeze" -> {
                gradient = shapedAs(from, score);
                spatial = true;
            }
            case "Gemm" -> gradient = ofGemm(node);
            case "MatMul" -> gradient = ofMatMul(node);
            case "Add" -> from = variableOf(node);
            case "Relu" -> gradient = product(score, added.node("Sign", List.of(at)));
            case "Tanh" -> gradient = difference(score, product(score, product(at, at)));
            case "Sigmoid" -> {
                String part = product(score, at);
                gradient = difference(part, product(part, at));
            }
            case "GlobalAveragePool" -> gradient = spread(from);
            case "ReduceMean" -> gradient = ofMean(node);
            case "AveragePool" -> gradient = ofAveragePool(node);
            case "MaxPool" -> gradient = ofMaxPool(node);
            default -> throw NoGradients.operator(node.operator);
        }
        if (node.operator.contains("Pool") || node.operator.equals("ReduceMean")) {
            spatial = true;
        }
        at = from;
        return true;
    }

    /** Whether an operation is part of the head also where its input may be a picture. */
    private boolean isOfPools(Node node) {
        return switch (node.operator) {
            case "Identity",
                    "Dropout",
                    "Flatten",
                    "Reshape",
                    "Squeeze",
                    "Unsqueeze",
                    "Gemm",
                    "MatMul",
                    "GlobalAveragePool",
                    "ReduceMean",
                    "AveragePool",
                    "MaxPool" -> true;
            case "Add" -> node.inputs.stream().anyMatch(input -> isMatrixProduct(makers.get(input)));
            case "Relu", "Tanh", "Sigmoid" -> isOfLinearLayer(node);
            default -> false;
        };
    }

    private static boolean isMatrixProduct(@Nullable Node node) {
        return node != null && (node.operator.equals("MatMul") || node.operator.equals("Gemm"));
    }

    /** Whether an activation follows a linear layer, not a convolution. */
    private boolean isOfLinearLayer(Node activation) {
        Node before = makers.get(activation.inputs.get(0));
        return isMatrixProduct(before) || (before != null && before.operator.equals("Add") && isOfPools(before));
    }

    /** {@code x * B}: the gradient with respect to x is {@code g * transposed(B)}. */
    private String ofMatMul(Node node) throws NoGradients {
        requireWeights(node);
        return added.node("MatMul", List.of(gradient, added.node("Transpose", List.of(node.inputs.get(1)))));
    }

    private String ofGemm(Node node) throws NoGradients {
        requireWeights(node);
        if (node.number("transA", 0) != 0 || node.number("alpha", 1) != 1) {
            throw NoGradients.operator(node.operator);
        }
        String weights = node.inputs.get(1);
        String matrix = node.number("transB", 0) != 0 ? weights : added.node("Transpose", List.of(weights));
        return added.node("MatMul", List.of(gradient, matrix));
    }

    private void requireWeights(Node node) throws NoGradients {
        if (node.inputs.size() < 2 || variable.contains(node.inputs.get(1)) || !variable.contains(node.inputs.get(0))) {
            throw NoGradients.operator(node.operator);
        }
        Value weights = file.graph.constants.get(node.inputs.get(1));
        if (weights != null && weights.shape() != null && weights.shape().length != 2) {
            throw NoGradients.operator(node.operator);
        }
    }

    /** The input of a sum that is no constant. */
    private String variableOf(Node node) throws NoGradients {
        List<String> inputs = node.inputs.stream().filter(variable::contains).toList();
        if (inputs.size() != 1) {
            throw NoGradients.operator(node.operator);
        }
        return inputs.get(0);
    }

    /** Each value of {@code from} gets an equal part of the gradient of its mean. */
    private String spread(String from) {
        String mean = added.node("Reshape", List.of(gradient, added.integers(0, -1, 1, 1)));
        return added.node("Expand", List.of(part(mean, from), added.node("Shape", List.of(from))));
    }

    /** The gradient of means, divided by the number of values of {@code from} in each of them. */
    private String part(String means, String from) {
        String count = added.asFloat(added.node("Size", List.of(means)));
        String values = added.asFloat(added.node("Size", List.of(from)));
        return product(means, added.node("Div", List.of(count, values)));
    }

    private String ofMean(Node node) throws NoGradients {
        double[] axes = node.numbers("axes");
        if (axes == null && node.inputs.size() > 1) {
            axes = constant(node.inputs.get(1));
        }
        Set<Integer> reduced = new HashSet<>();
        for (double axis : axes == null ? new double[0] : axes) {
            reduced.add((int) (axis < 0 ? axis + IMAGE_RANK : axis));
        }
        if (!reduced.equals(Set.of(2, 3))) {
            throw NoGradients.operator(node.operator);
        }
        return spread(node.inputs.get(0));
    }

    private double @Nullable [] constant(String name) {
        Value value = file.graph.constants.get(name);
        Node maker = makers.get(name);
        if (value == null && maker != null && maker.operator.equals("Constant")) {
            Node.Attribute attribute = maker.attributes.get("value");
            return attribute != null && attribute.tensor != null
                    ? attribute.tensor.numbers()
                    : maker.numbers("value_ints");
        }
        return value == null ? null : value.numbers();
    }

    /**
     * An average pool whose windows neither overlap nor leave anything out, or whose only window is the whole picture.
     * For any other pool, the last added operation fails.
     */
    private String ofAveragePool(Node node) throws NoGradients {
        double[] kernel = node.numbers("kernel_shape");
        double[] strides = node.numbers("strides");
        String auto = node.text("auto_pad");
        if (kernel == null
                || kernel.length != 2
                || !(strides == null || all(strides, 1) || Arrays.equals(strides, kernel))
                || !all(node.numbers("pads"), 0)
                || !all(node.numbers("dilations"), 1)
                || !(auto.isEmpty() || auto.equals("NOTSET") || auto.equals("VALID"))) {
            throw NoGradients.operator(node.operator);
        }
        String from = node.inputs.get(0);
        List<Double> axes = List.of(3.0, 5.0);
        String means = part(gradient, from);
        String windows = file.opset < FIRST_WITH_AXES_AS_INPUT
                ? added.node("Unsqueeze", List.of(means), Attribute.integers("axes", axes))
                : added.node("Unsqueeze", List.of(means, added.integers(3, 5)));
        String size = added.integers(1, 1, 1, (long) kernel[0], 1, (long) kernel[1]);
        return shapedAs(from, added.node("Expand", List.of(windows, size)));
    }

    /** Whether all numbers are {@code expected}, or there are none. */
    private static boolean all(double @Nullable [] numbers, double expected) {
        for (double number : numbers == null ? new double[0] : numbers) {
            if (number != expected) {
                return false;
            }
        }
        return true;
    }

    /** The largest value of each window gets the gradient. The gradients of overlapping windows are added. */
    private String ofMaxPool(Node node) throws NoGradients {
        double[] kernel = node.numbers("kernel_shape");
        double[] strides = node.numbers("strides");
        if (kernel == null || node.number("storage_order", 0) != 0) {
            throw NoGradients.operator(node.operator);
        }
        boolean overlapping = false;
        for (int i = 0; i < kernel.length; i++) {
            overlapping |= kernel[i] > (strides == null || i >= strides.length ? 1 : strides[i]);
        }
        overlapping |= !all(node.numbers("dilations"), 1);
        if (overlapping && file.opset < FIRST_WITH_SUMS) {
            throw new NoGradients("was exported with opset " + file.opset + "; at least " + FIRST_WITH_SUMS
                    + " is needed for a max pool whose windows overlap, so export it again");
        }
        List<Attribute> attributes = new ArrayList<>();
        node.attributes.forEach((name, value) -> attributes.add(
                !value.numbers.isEmpty()
                        ? Attribute.integers(name, value.numbers)
                        : value.text.isEmpty()
                                ? Attribute.integer(name, (long) value.number)
                                : Attribute.text(name, value.text)));
        String from = node.inputs.get(0);
        String flat = added.integers(-1);
        List<String> pooled = added.node(
                "MaxPool", List.of(from), List.of(added.name(), added.name()), attributes.toArray(Attribute[]::new));
        String zeros = added.node(
                "ConstantOfShape",
                List.of(added.node("Reshape", List.of(added.node("Size", List.of(from)), added.integers(1)))));
        List<String> scattered = List.of(
                zeros,
                added.node("Reshape", List.of(pooled.get(1), flat)),
                added.node("Reshape", List.of(gradient, flat)));
        return shapedAs(
                from,
                overlapping
                        ? added.node("ScatterElements", scattered, Attribute.text("reduction", "add"))
                        : added.node("ScatterElements", scattered));
    }

    private String shapedAs(String like, String values) {
        return added.node("Reshape", List.of(values, added.node("Shape", List.of(like))));
    }

    private String product(String one, String other) {
        return added.node("Mul", List.of(one, other));
    }

    private String difference(String one, String other) {
        return added.node("Sub", List.of(one, other));
    }

    private void requireConvolution() throws NoGradients {
        Deque<String> open = new ArrayDeque<>(List.of(at));
        Set<String> seen = new HashSet<>();
        while (!open.isEmpty()) {
            Node node = makers.get(open.pop());
            if (node == null) {
                continue;
            }
            if (node.operator.contains("Conv")) {
                return;
            }
            for (String input : node.needs()) {
                if (seen.add(input)) {
                    open.push(input);
                }
            }
        }
        throw new NoGradients("has no convolution");
    }
}
