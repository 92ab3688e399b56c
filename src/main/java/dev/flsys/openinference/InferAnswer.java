package dev.flsys.openinference;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The answer to an inference.
 *
 * @param model the name in the request
 * @param id the id of the request
 * @param outputs in the order of the request, or of the model if the request names none
 * @param parameters further facts, such as the content of the model that answered
 */
record InferAnswer(String model, Optional<String> id, List<Output> outputs, Map<String, String> parameters) {

    /** The version that every model has. */
    static final String VERSION = "1";

    InferAnswer {
        outputs = List.copyOf(outputs);
        parameters = Map.copyOf(parameters);
    }

    /**
     * An output.
     *
     * @param binary whether its data follows the JSON
     */
    record Output(Tensor tensor, boolean binary) {}
}
