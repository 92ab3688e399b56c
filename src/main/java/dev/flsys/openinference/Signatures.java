package dev.flsys.openinference;

import dev.flsys.engine.file.ModelFormat;
import dev.flsys.model.catalog.ModelOptions;
import dev.flsys.model.serving.ModelVersion;
import java.util.List;

/** The inputs and outputs of the models of this service. */
final class Signatures {

    /** The input of a name that takes pictures. */
    static final String IMAGE = "image";

    /** Its output with labels, the most likely first. */
    static final String LABEL = "label";

    /** Its output with the probabilities of these labels. */
    static final String PROBABILITY = "probability";

    private Signatures() {}

    /**
     * The inputs and outputs of {@code name}.
     *
     * @throws OpenInferenceProblem if the name takes pictures and the model takes none
     */
    static Signature of(ServedName name, ModelVersion version) {
        if (name.kind() != ServedName.Kind.PICTURES) {
            return new Signature(
                    name.text(),
                    List.of(TensorInfo.ofRows(version.inputName(), DataType.FP32, version.itemShape())),
                    List.of(TensorInfo.ofRows(version.outputName(), DataType.FP32, version.outputs())));
        }
        int labels = labels(version).size();
        if (labels == 0) {
            throw OpenInferenceProblem.unknown("The model '" + name.id() + "' takes no pictures.");
        }
        return new Signature(
                name.text(),
                List.of(TensorInfo.ofRows(IMAGE, DataType.BYTES, 1)),
                List.of(
                        TensorInfo.ofRows(LABEL, DataType.BYTES, labels),
                        TensorInfo.ofRows(PROBABILITY, DataType.FP32, labels)));
    }

    /** The labels of the model's outputs, in their order; empty if they are not known. */
    static List<String> labels(ModelVersion version) {
        return version.options().map(ModelOptions::labels).orElseGet(version::classes);
    }

    /** The platform, as Triton names it. */
    static String platform(ModelVersion version) {
        return version.runsAs() == ModelFormat.ONNX ? "onnxruntime_onnx" : "pytorch_libtorch";
    }

    /** The backend, as Triton names it. */
    static String backend(ModelVersion version) {
        return version.runsAs() == ModelFormat.ONNX ? "onnxruntime" : "pytorch";
    }
}
