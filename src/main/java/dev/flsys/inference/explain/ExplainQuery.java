package dev.flsys.inference.explain;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The query of an explanation.
 *
 * @param method how the prediction is explained
 * @param label the class to explain; empty for the predicted one
 * @param grid rows and columns of the map; empty for the default
 * @param patch side of the square that covers the picture, pixels of the network's input; empty for the default
 */
record ExplainQuery(Method method, Optional<String> label, Optional<Integer> grid, Optional<Integer> patch) {

    /** How a prediction is explained. */
    enum Method {
        OCCLUSION,
        GRADCAM;

        /** The method of a query; the first one if it names none. */
        static Method of(@Nullable String written) {
            return written == null ? OCCLUSION : valueOf(written.toUpperCase(Locale.ROOT));
        }

        /** The name in queries and answers. */
        String written() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
