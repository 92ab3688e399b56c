package dev.flsys.engine.onnx;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The shape of an Einsum whose equation names each axis by a letter. */
final class Einsum {

    private Einsum() {}

    /** Null if an input has an unknown shape or the equation an ellipsis. */
    static double @Nullable [] shape(String equation, List<Value> inputs) {
        String plain = equation.replace(" ", "");
        int arrow = plain.indexOf("->");
        if (arrow < 0 || plain.contains(".")) {
            return null;
        }
        String[] terms = plain.substring(0, arrow).split(",", -1);
        Map<Character, Double> sizes = new HashMap<>();
        for (int i = 0; i < terms.length; i++) {
            double[] shape = i < inputs.size() ? inputs.get(i).shape() : null;
            if (shape == null || shape.length != terms[i].length()) {
                return null;
            }
            for (int axis = 0; axis < shape.length; axis++) {
                sizes.merge(terms[i].charAt(axis), shape[axis], Math::max);
            }
        }
        return plain.substring(arrow + 2)
                .chars()
                .mapToDouble(letter -> sizes.getOrDefault((char) letter, 1.0))
                .toArray();
    }
}
