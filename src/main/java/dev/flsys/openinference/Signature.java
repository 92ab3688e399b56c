package dev.flsys.openinference;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The inputs and outputs of a model.
 *
 * @param model its name, for messages
 */
record Signature(String model, List<TensorInfo> inputs, List<TensorInfo> outputs) {

    Signature {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /**
     * Checks names, types, shapes and sizes.
     *
     * @throws OpenInferenceProblem if {@code request} does not fit
     */
    InferRequest check(InferRequest request) {
        requireDifferent("input", request.inputs(), Tensor::name);
        requireDifferent("output", request.outputs(), RequestedOutput::name);
        for (Tensor tensor : request.inputs()) {
            TensorInfo info = find(inputs, tensor.name()).orElseThrow(() -> unknown("input", tensor.name(), inputs));
            if (tensor.type() != info.type()) {
                throw OpenInferenceProblem.bad("The input '" + tensor.name() + "' of the model '" + model + "' is "
                        + info.type() + ", and the request has " + tensor.type() + ".");
            }
            if (!info.fits(tensor.shape())) {
                throw OpenInferenceProblem.bad("The input '" + tensor.name() + "' of the model '" + model
                        + "' has the shape " + info.shape() + ", and the request has " + tensor.shape() + ".");
            }
            var unused = tensor.checked();
        }
        for (TensorInfo info : inputs) {
            if (request.inputs().stream().noneMatch(tensor -> tensor.name().equals(info.name()))) {
                throw OpenInferenceProblem.bad(
                        "The input '" + info.name() + "' of the model '" + model + "' is missing.");
            }
        }
        for (RequestedOutput output : request.outputs()) {
            if (find(outputs, output.name()).isEmpty()) {
                throw unknown("output", output.name(), outputs);
            }
        }
        return request;
    }

    /**
     * The tensor whose data is a complete body.
     *
     * @throws OpenInferenceProblem if the model has several inputs, or the size of the body gives no shape
     */
    Tensor raw(ByteBuf body) {
        int length = body.readableBytes();
        if (inputs.size() != 1) {
            throw OpenInferenceProblem.bad("A body without JSON needs a model with one input; the model '" + model
                    + "' has " + inputs.size() + ".");
        }
        TensorInfo only = inputs.get(0);
        if (only.type() == DataType.BYTES) {
            ByteBuffer element = ByteBuffer.allocate(Math.addExact(DataType.LENGTH, length))
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(length)
                    .put(ByteBufUtil.getBytes(body))
                    .flip();
            return new Tensor(only.name(), only.type(), ones(only.shape()), element);
        }
        long free = only.shape().stream().filter(size -> size < 0).count();
        long row =
                Tensor.elements(only.shape().stream().filter(size -> size >= 0).toList())
                        * only.type().size();
        if (free > 1 || row == 0 || length % row != 0 || (free == 0 && length != row)) {
            throw OpenInferenceProblem.bad("A body of " + length + " bytes gives no shape for the input '" + only.name()
                    + "' of " + only.type() + " " + only.shape() + ".");
        }
        List<Long> shape = only.shape().stream()
                .map(size -> size < 0 ? length / row : size)
                .toList();
        return new Tensor(only.name(), only.type(), shape, body);
    }

    private static List<Long> ones(List<Long> shape) {
        return shape.stream().map(size -> size < 0 ? 1L : size).toList();
    }

    private static Optional<TensorInfo> find(List<TensorInfo> all, String name) {
        return all.stream().filter(info -> info.name().equals(name)).findFirst();
    }

    private OpenInferenceProblem unknown(String kind, String name, List<TensorInfo> all) {
        List<String> names = new ArrayList<>();
        all.forEach(info -> names.add("'" + info.name() + "'"));
        return OpenInferenceProblem.bad("The model '" + model + "' has no " + kind + " '" + name + "'; it has "
                + String.join(", ", names) + ".");
    }

    private static <T> void requireDifferent(String kind, List<T> all, Function<T, String> name) {
        Set<String> seen = new HashSet<>();
        for (T each : all) {
            if (!seen.add(name.apply(each))) {
                throw OpenInferenceProblem.bad("The " + kind + " '" + name.apply(each) + "' is there twice.");
            }
        }
    }
}
