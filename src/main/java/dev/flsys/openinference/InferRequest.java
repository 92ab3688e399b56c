package dev.flsys.openinference;

import java.util.List;
import java.util.Optional;

/**
 * A request for an inference.
 *
 * @param id to be echoed; empty if the client sent none
 * @param inputs the tensors, with different names
 * @param outputs the wanted outputs, with different names; all outputs if empty
 * @param binaryOutputs whether outputs are binary by default, if they do not choose a format themselves
 */
record InferRequest(Optional<String> id, List<Tensor> inputs, List<RequestedOutput> outputs, boolean binaryOutputs) {

    InferRequest {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }
}
