package dev.flsys.engine;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.TensorInfo;
import dev.flsys.engine.file.ModelUnusable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The names of the classes of an ONNX model, and its last operation. A classifier of scikit-learn has an output for the
 * label beside the probabilities, and names its classes.
 */
final class OnnxLabels {

    private final Map<String, NodeInfo> outputs;
    private final OnnxAnswer answer;
    private final Path file;
    private @Nullable OnnxGraph graph;

    /**
     * @param outputs all outputs of the model
     * @param answer the output with the probabilities
     */
    OnnxLabels(Map<String, NodeInfo> outputs, OnnxAnswer answer, Path file) {
        this.outputs = outputs;
        this.answer = answer;
        this.file = file;
    }

    /**
     * The names of the classes in the order of the outputs; empty if the model names none.
     *
     * @throws ModelUnusable if the model answers labels whose order the file does not show
     */
    List<String> classes() {
        if (!answer.classes().isEmpty()) {
            return answer.classes();
        }
        if (!hasLabel()) {
            return List.of();
        }
        List<String> names = graph().classes(answer.columns());
        if (names.isEmpty()) {
            throw new ModelUnusable(
                    "answers labels beside its probabilities, and the file does not show the order of its "
                            + answer.columns()
                            + " classes; export it with a ZipMap, the default of skl2onnx, or without the output"
                            + " of the labels");
        }
        return names;
    }

    /** Whether another output is a number or a text for each item. */
    private boolean hasLabel() {
        return outputs.values().stream()
                .filter(node -> !node.getName().equals(answer.name()))
                .anyMatch(node -> node.getInfo() instanceof TensorInfo tensor
                        && (tensor.type == OnnxJavaType.INT64 || tensor.type == OnnxJavaType.STRING)
                        && (tensor.getShape().length == 1
                                || (tensor.getShape().length == 2 && tensor.getShape()[1] == 1))
                        // The number of the largest output is no name of a class.
                        && !graph().operator(node.getName()).equals("ArgMax"));
    }

    /** The last operation of the network before its probabilities. */
    AnswerKind.Ending ending() {
        return hasLabel() || !answer.classes().isEmpty() ? AnswerKind.Ending.SOFTMAX : graph().ending(answer.name());
    }

    private OnnxGraph graph() {
        OnnxGraph read = graph;
        if (read == null) {
            read = OnnxGraph.of(file);
            graph = read;
        }
        return read;
    }
}
