package dev.flsys.engine.onnx;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Computes the sizes of the tensors of a network from the shape of its input, without running it. Refuses a network
 * with a tensor above a limit, and one in which the values of the input decide how large a tensor is. So calls with the
 * same shape of input take about the same memory. Two kinds of tensors are exceptions: those whose size follows from
 * operators without a rule, and results that a loop collects.
 */
public final class TensorSizes {

    /** The size of pictures in networks that take any. */
    private static final double OPEN_SIZE = 224;

    private static final int MAX_OPERATIONS = 500_000;
    private static final int MAX_DEPTH = 200;

    private final Map<String, Graph> functions;
    private final long limit;
    private int operations;

    private TensorSizes(Map<String, Graph> functions, long limit) {
        this.functions = functions;
        this.limit = limit;
    }

    /**
     * Checks a file for batches of one item.
     *
     * @param limit the most bytes of a tensor
     * @throws SizeRefused if a tensor exceeds {@code limit}, or its size depends on the values of the input
     * @throws IOException if the file cannot be read
     */
    public static void require(Path file, long limit) throws IOException, SizeRefused {
        try (InputStream bytes = new BufferedInputStream(Files.newInputStream(file))) {
            GraphReader reader = new GraphReader(bytes);
            Scope scope = Scope.of(Map.of());
            reader.graph.inputs.forEach((name, value) -> scope.put(name, closed(value)));
            new TensorSizes(reader.functions, limit).walk(reader.graph, scope, 0);
        }
    }

    /** An input with sizes for the open ones: one item, and pictures of a usual size. */
    private static Value closed(Value input) {
        double[] shape = input.shape();
        if (shape == null) {
            return input;
        }
        double[] sizes = shape.clone();
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = sizes[i] >= 0 ? sizes[i] : i == 0 ? 1 : OPEN_SIZE;
        }
        return Value.of(input.type(), sizes);
    }

    /** Walks a graph. {@code known} has the inputs of the graph, and gets the other names. */
    private void walk(Graph graph, Scope known, int depth) throws SizeRefused {
        if (depth > MAX_DEPTH) {
            throw SizeRefused.tooLong();
        }
        graph.constants.forEach(known::put);
        for (Node node : ordered(graph)) {
            if (++operations > MAX_OPERATIONS) {
                throw SizeRefused.tooLong();
            }
            List<Value> results = results(node, known, depth);
            for (int i = 0; i < node.outputs.size(); i++) {
                Value result = i < results.size()
                        ? results.get(i)
                        : new Value(
                                Value.FLOAT,
                                null,
                                null,
                                true,
                                !results.isEmpty() && results.get(0).counted());
                if (result.bytes() > limit) {
                    throw SizeRefused.tooLarge(node.operator, result.bytes(), limit);
                }
                known.put(node.outputs.get(i), result);
            }
        }
    }

    /** The nodes in an order in which each is after those whose results it needs. A file may have any order. */
    private static List<Node> ordered(Graph graph) {
        Set<String> missing = new HashSet<>();
        graph.nodes.forEach(node -> missing.addAll(node.outputs));
        Map<String, List<Node>> waiting = new HashMap<>();
        Map<Node, Integer> counts = new HashMap<>();
        Deque<Node> ready = new ArrayDeque<>();
        for (Node node : graph.nodes) {
            int count = 0;
            for (String need : node.needs()) {
                if (missing.contains(need) && !need.isEmpty() && !node.outputs.contains(need)) {
                    waiting.computeIfAbsent(need, name -> new ArrayList<>()).add(node);
                    count++;
                }
            }
            counts.put(node, count);
            if (count == 0) {
                ready.add(node);
            }
        }
        List<Node> ordered = new ArrayList<>();
        while (!ready.isEmpty()) {
            Node node = ready.remove();
            ordered.add(node);
            for (String output : node.outputs) {
                List<Node> next = waiting.remove(output);
                if (next != null) {
                    for (Node each : next) {
                        if (counts.merge(each, -1, Integer::sum) == 0) {
                            ready.add(each);
                        }
                    }
                }
            }
        }
        return ordered;
    }

    private List<Value> results(Node written, Scope known, int depth) throws SizeRefused {
        Node node = written.calledWith(known.given());
        List<Value> inputs = new ArrayList<>();
        for (String name : node.inputs) {
            inputs.add(name.isEmpty() ? Value.list() : known.get(name));
        }
        Graph function = functions.get(node.domain + ":" + node.operator);
        if (function != null) {
            return called(function, node, inputs, depth);
        }
        Map<Graph, List<Value>> inner = new HashMap<>();
        for (Graph graph : node.graphs()) {
            Scope inside = known.inner();
            graph.inputs.forEach((name, value) -> inside.put(name, Value.of(value.type(), null)));
            walk(graph, inside, depth + 1);
            inner.put(graph, graph.outputs.stream().map(inside::get).toList());
        }
        List<Value> yes = inner.get(node.graph("then_branch"));
        List<Value> no = inner.get(node.graph("else_branch"));
        return yes == null || no == null || inputs.isEmpty()
                ? Rules.results(node, inputs)
                : chosen(inputs.get(0), yes, no);
    }

    /** The results of one branch if the condition is known, else what both have in common. */
    private static List<Value> chosen(Value condition, List<Value> yes, List<Value> no) {
        double[] numbers = condition.numbers();
        if (numbers != null && numbers.length == 1) {
            return numbers[0] == 0 ? no : yes;
        }
        List<Value> results = new ArrayList<>();
        for (int i = 0; i < Math.min(yes.size(), no.size()); i++) {
            Value one = yes.get(i);
            Value other = no.get(i);
            boolean same = Arrays.equals(one.shape(), other.shape());
            boolean sameNumbers = same && Arrays.equals(one.numbers(), other.numbers());
            results.add(new Value(
                    one.type(),
                    same ? one.shape() : null,
                    sameNumbers ? one.numbers() : null,
                    condition.chosen() || one.chosen() || other.chosen(),
                    one.counted() || other.counted() || (condition.chosen() && !same)));
        }
        return results;
    }

    private List<Value> called(Graph function, Node call, List<Value> inputs, int depth) throws SizeRefused {
        Scope inside = Scope.of(call.attributes);
        int at = 0;
        for (String name : function.inputs.keySet()) {
            inside.put(name, at < inputs.size() ? inputs.get(at) : Value.list());
            at++;
        }
        walk(function, inside, depth + 1);
        return function.outputs.stream().map(inside::get).toList();
    }
}
