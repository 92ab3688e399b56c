package dev.flsys.engine.onnx;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A node with the values of its inputs, in their order. */
final class Operation {

    final Node node;
    final String operator;
    final List<Value> inputs;

    Operation(Node node, List<Value> inputs) {
        this.node = node;
        this.operator = node.operator;
        this.inputs = inputs;
    }

    /** The input at a position; null if it is absent. */
    @Nullable Value input(int at) {
        return at < inputs.size() && !node.inputs.get(at).isEmpty() ? inputs.get(at) : null;
    }

    /** The shape of the input at a position; null if it is absent or unknown. */
    double @Nullable [] shapeOf(int at) {
        Value input = input(at);
        return input == null ? null : input.shape();
    }

    /** The elements of the input at a position; null if it is absent or they are unknown. */
    double @Nullable [] numbersOf(int at) {
        Value input = input(at);
        return input == null ? null : input.numbers();
    }

    /** A list that is an attribute in older versions of an operator, and an input in newer ones. */
    double @Nullable [] list(String attribute, int at) {
        double[] numbers = node.numbers(attribute);
        return numbers == null ? numbersOf(at) : numbers;
    }
}
