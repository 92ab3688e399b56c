package dev.flsys.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The body of {@code POST /update_model}.
 *
 * @param modelPath a model file in the project
 */
record UpdateRequest(
        @Schema(name = "model_path", required = true, minLength = 1, examples = "deploy_new.onnx")
        String modelPath) {

    private static final String EXPECTED = "{\"model_path\": \"deploy.onnx\"} is expected.";

    /** @throws DeployProblem if it is not a JSON object with a text {@code model_path} */
    static UpdateRequest of(byte[] body, ObjectMapper json) {
        JsonNode path;
        try {
            path = json.readTree(body).path("model_path");
        } catch (JsonProcessingException invalid) {
            throw DeployProblem.refused("The body is not valid JSON: " + EXPECTED);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        if (!path.isTextual()) {
            throw DeployProblem.refused(
                    "model_path is " + (path.isMissingNode() ? "missing: " : "not a text: ") + EXPECTED);
        }
        return new UpdateRequest(path.textValue());
    }
}
