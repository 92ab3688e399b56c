package dev.flsys.engine.onnx;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values of the names in a graph, and of those around it. */
final class Scope {

    private final @Nullable Scope around;
    /** The attributes with which the function around was called. */
    private final Map<String, Node.Attribute> given;

    private final Map<String, Value> values = new HashMap<>();

    private Scope(@Nullable Scope around, Map<String, Node.Attribute> given) {
        this.around = around;
        this.given = given;
    }

    /** The names of a file, or of a function that is called with {@code given}. */
    static Scope of(Map<String, Node.Attribute> given) {
        return new Scope(null, given);
    }

    /** The names of a graph in this one. */
    Scope inner() {
        return new Scope(this, given);
    }

    Map<String, Node.Attribute> given() {
        return given;
    }

    void put(String name, Value value) {
        values.put(name, value);
    }

    /** The value of {@code name}; an unknown value for a name without a definition. */
    Value get(String name) {
        for (Scope scope = this; scope != null; scope = scope.around) {
            Value value = scope.values.get(name);
            if (value != null) {
                return value;
            }
        }
        return Value.unknown(true);
    }
}
