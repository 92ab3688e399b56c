package dev.flsys.engine.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An operation of a network. The reader fills it. */
final class Node {

    String operator = "";
    String domain = "";
    final List<String> inputs = new ArrayList<>();
    final List<String> outputs = new ArrayList<>();
    final Map<String, Attribute> attributes = new HashMap<>();

    /** An attribute of a node. It has one kind of value. */
    static final class Attribute {
        String name = "";
        /** The attribute of the function around the node whose value it takes; empty for its own value. */
        String reference = "";

        double number;
        String text = "";
        List<Double> numbers = new ArrayList<>();

        @Nullable Value tensor;

        final List<Graph> graphs = new ArrayList<>();
    }

    /** The names that the node needs: its inputs, and the names in the outer graph that its inner graphs use. */
    Set<String> needs() {
        Set<String> needs = new LinkedHashSet<>(inputs);
        for (Attribute attribute : attributes.values()) {
            for (Graph graph : attribute.graphs) {
                graph.nodes.forEach(node -> needs.addAll(node.needs()));
                needs.addAll(graph.outputs);
            }
        }
        return needs;
    }

    /** The node in a function that was called with {@code given}. */
    Node calledWith(Map<String, Attribute> given) {
        if (attributes.values().stream().allMatch(attribute -> attribute.reference.isEmpty())) {
            return this;
        }
        Node called = new Node();
        called.operator = operator;
        called.domain = domain;
        called.inputs.addAll(inputs);
        called.outputs.addAll(outputs);
        attributes.forEach((name, attribute) -> {
            Attribute value = attribute.reference.isEmpty() ? attribute : given.get(attribute.reference);
            if (value != null) {
                called.attributes.put(name, value);
            }
        });
        return called;
    }

    boolean isStandard() {
        return domain.isEmpty() || domain.equals("ai.onnx");
    }

    double number(String name, double otherwise) {
        Attribute attribute = attributes.get(name);
        return attribute == null ? otherwise : attribute.number;
    }

    String text(String name) {
        Attribute attribute = attributes.get(name);
        return attribute == null ? "" : attribute.text;
    }

    /** The numbers of a list; null if the node does not have it. */
    double @Nullable [] numbers(String name) {
        Attribute attribute = attributes.get(name);
        return attribute == null
                ? null
                : attribute.numbers.stream().mapToDouble(each -> each).toArray();
    }

    /** The graph in the attribute {@code name}; null if there is none. */
    @Nullable Graph graph(String name) {
        Attribute attribute = attributes.get(name);
        return attribute == null || attribute.graphs.isEmpty() ? null : attribute.graphs.get(0);
    }

    List<Graph> graphs() {
        return attributes.values().stream()
                .flatMap(attribute -> attribute.graphs.stream())
                .toList();
    }
}
