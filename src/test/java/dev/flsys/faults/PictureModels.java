package dev.flsys.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.testsupport.OnnxFile;
import dev.flsys.testsupport.OnnxNetwork;
import dev.flsys.testsupport.RawConnection;
import dev.flsys.testsupport.SmallProject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Classifiers of the small project that answer the same for every picture, so that an answer shows who gave it. */
final class PictureModels {

    /** Two rows for {@code /predict}. A model of {@code OnnxFile.linear} answers its weight. */
    static final byte[] ROWS =
            RawConnection.post("/predict", "{\"inputs\":[[1,0,0,0,0,0,0,0,0,0],[0,0,0,0,0,0,0,0,0,1]]}");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PIXELS = 3 * 16 * 16;

    private PictureModels() {}

    /** ONNX with the logits {@code [logit, 0, 0]}; between 2 and 12 for exact answers. */
    static byte[] withLogit(int logit) {
        return new OnnxNetwork()
                .input("x", OnnxNetwork.FLOAT, -1, 3, 16, 16)
                .node("Flatten", "x", "flat")
                .constant("w", PIXELS, new float[PIXELS * 3])
                .constant("b", 1, logit, 0, 0)
                .node("MatMul", "flat w", "zeros")
                .node("Add", "zeros b", "y")
                .output("y", OnnxNetwork.FLOAT, -1, 3)
                .toByteArray();
    }

    /**
     * ONNX with the logits {@code [768 * w, 0, 0]}, where all weights {@code w} are in the file {@code location} beside
     * it. onnxruntime uses such weights where they are, without a copy in another layout.
     */
    static byte[] withWeightsIn(String location) {
        // A matrix that adds up a row into the first of three columns.
        float[] first = new float[PIXELS * 3];
        for (int i = 0; i < PIXELS; i++) {
            first[3 * i] = 1;
        }
        return new OnnxNetwork()
                .input("x", OnnxNetwork.FLOAT, -1, 3, 16, 16)
                .external(location, 1, 3, 16, 16)
                .constant("first", PIXELS, first)
                .node("Shape", "x", "shape")
                .node("Expand", "w shape", "all")
                .node("Flatten", "all", "flat")
                .node("MatMul", "flat first", "y")
                .output("y", OnnxNetwork.FLOAT, -1, 3)
                .toByteArray();
    }

    /** The content of the file with the weights for a logit. */
    static byte[] weights(int logit) {
        return OnnxFile.weights(PIXELS, logit / (float) PIXELS);
    }

    /** The logit of the model that gave an answer with probabilities. */
    static double logit(String body) {
        try {
            for (JsonNode each : JSON.readTree(body).path("predictions")) {
                if (each.path("label").asText().equals("猫")) {
                    double probability = each.path("probability").asDouble();
                    return Math.log(2 * probability / (1 - probability));
                }
            }
            throw new AssertionError("No prediction: " + body);
        } catch (JsonProcessingException invalid) {
            throw new AssertionError(body, invalid);
        }
    }

    /** Writes the {@code .env} of a service on {@code project}, with further lines. */
    static void settings(Path directory, Path project, String... lines) throws IOException {
        SmallProject.writeSettings(directory, project);
        Files.writeString(
                directory.resolve(".env"),
                String.join("\n", lines) + "\n",
                StandardCharsets.UTF_8,
                StandardOpenOption.APPEND);
    }
}
