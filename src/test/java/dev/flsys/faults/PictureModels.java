package dev.flsys.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.testsupport.OnnxBytes;
import dev.flsys.testsupport.OnnxFile;
import dev.flsys.testsupport.OnnxNetwork;
import dev.flsys.testsupport.RawConnection;
import dev.flsys.testsupport.SmallProject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
        OnnxBytes graph = new OnnxBytes()
                .with(2, "graph")
                .with(1, node("Shape", "x", "shape"))
                .with(1, node("Expand", "w shape", "all"))
                .with(1, node("Flatten", "all", "flat"))
                .with(1, node("MatMul", "flat first", "y"))
                .with(5, OnnxBytes.externalTensor(location, 1, 3, 16, 16))
                .with(5, first())
                .with(11, value("x", -1, 3, 16, 16))
                .with(12, value("y", -1, 3));
        return new OnnxBytes()
                .with(1, 8)
                .with(8, new OnnxBytes().with(2, 13))
                .with(7, graph)
                .toByteArray();
    }

    /** The content of the file with the weights for a logit. */
    static byte[] weights(int logit) {
        return OnnxFile.weights(PIXELS, logit / (float) PIXELS);
    }

    /** A matrix that adds up a row into the first of three columns. */
    private static OnnxBytes first() {
        ByteBuffer ones = ByteBuffer.allocate(PIXELS * 3 * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < PIXELS; i++) {
            ones.putFloat(1).putFloat(0).putFloat(0);
        }
        return new OnnxBytes()
                .with(1, PIXELS)
                .with(1, 3)
                .with(2, OnnxNetwork.FLOAT)
                .with(8, "first")
                .with(9, ones.array());
    }

    private static OnnxBytes node(String operator, String inputs, String output) {
        OnnxBytes node = new OnnxBytes();
        for (String input : inputs.split(" ", -1)) {
            node.with(1, input);
        }
        return node.with(2, output).with(4, operator);
    }

    private static OnnxBytes value(String name, long... sizes) {
        OnnxBytes shape = new OnnxBytes();
        for (long size : sizes) {
            shape.with(1, size < 0 ? new OnnxBytes().with(2, "n") : new OnnxBytes().with(1, size));
        }
        OnnxBytes tensor = new OnnxBytes().with(1, OnnxNetwork.FLOAT).with(2, shape);
        return new OnnxBytes().with(1, name).with(2, new OnnxBytes().with(1, tensor));
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
