package dev.flsys.openinference;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A declared input or output.
 *
 * @param name its name, of at least one character
 * @param type the type of its elements
 * @param shape its sizes, -1 for any size; the first one is the number of rows
 */
@RegisterForReflection
record TensorInfo(String name, @JsonProperty("datatype") DataType type, List<Long> shape) {

    TensorInfo {
        shape = List.copyOf(shape);
    }

    /** An input or output with any number of rows, of the shape {@code row}. */
    static TensorInfo ofRows(String name, DataType type, long... row) {
        List<Long> shape = new ArrayList<>();
        shape.add(-1L);
        Arrays.stream(row).forEach(shape::add);
        return new TensorInfo(name, type, shape);
    }

    /** Whether a tensor of this shape fits. */
    boolean fits(List<Long> given) {
        if (given.size() != shape.size()) {
            return false;
        }
        for (int i = 0; i < given.size(); i++) {
            if (shape.get(i) >= 0 && !shape.get(i).equals(given.get(i))) {
                return false;
            }
        }
        return true;
    }
}
