package dev.flsys.weights;

import java.util.List;

/**
 * The refusal of a file whose weights this reader cannot read. The message has the reason in sentences, with the name
 * of the refused part. No code in the file was run.
 */
public final class WeightsRefused extends Exception {

    private static final long serialVersionUID = 1L;
    /** Packages whose pickled models are no networks. */
    private static final List<String> TABLE_MODELS =
            List.of("sklearn.", "xgboost.", "lightgbm.", "catboost.", "joblib.");

    private static final int MAX_SHOWN = 200;

    private WeightsRefused(String message) {
        super(message);
    }

    /** The message, which is never null. */
    public String reason() {
        return String.valueOf(getMessage());
    }

    static WeightsRefused because(String sentence) {
        return new WeightsRefused(sentence);
    }

    /** @param what the rest of a sentence that begins with "The file is damaged: " */
    static WeightsRefused damaged(String what) {
        return new WeightsRefused("The file is damaged: " + what + ". Write or download it again.");
    }

    /** @param name the name of a class or function */
    static WeightsRefused named(String name) {
        if (TABLE_MODELS.stream().anyMatch(name::startsWith)) {
            String kind = name.startsWith("joblib.")
                    ? "The file was written by joblib.dump."
                    : "The file is a model of another library (" + shown(name) + ").";
            return new WeightsRefused(kind
                    + " It was refused, and nothing in it was run. FLSys runs PyTorch and ONNX models. Save arrays of"
                    + " PyTorch with torch.save(model.state_dict(), PATH). Export a model of scikit-learn to ONNX"
                    + " with skl2onnx.to_onnx(model, rows), and write DEPLOY_MODEL_PATH=model.onnx in .env to"
                    + " predict rows with /predict.");
        }
        if (name.startsWith("flwr.")) {
            return new WeightsRefused("The file is a pickled object of Flower (" + shown(name)
                    + "), not a state dict. It was refused, and nothing in it was run. " + howToSave(name));
        }
        return new WeightsRefused("The file holds more than weights: something else (" + shown(name)
                + "), as a whole pickled model does. It was refused, and nothing in it was run."
                + " Save the state dict instead: torch.save(model.state_dict(), PATH).");
    }

    /** The line that saves the arrays of an object of Flower. */
    private static String howToSave(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "Parameters" ->
                "Save its arrays instead: numpy.savez(PATH, *flwr.common.parameters_to_ndarrays(parameters)).";
            case "ArrayRecord", "ParametersRecord" ->
                "Save the state dict instead: torch.save(arrays.to_torch_state_dict(), PATH).";
            default -> "Save the state dict instead: torch.save(model.state_dict(), PATH).";
        };
    }

    /** Text of a file, shortened and without control characters. */
    static String shown(String text) {
        String part = text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "…" : text;
        return part.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
    }
}
