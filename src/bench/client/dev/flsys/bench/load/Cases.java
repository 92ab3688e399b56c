package dev.flsys.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The requests, and the outputs of each model for them.
 *
 * @param models paths for {@code /update_model}; the first model serves when the service starts
 * @param cases at least one
 */
record Cases(List<String> models, List<Case> cases) {

    /**
     * One request.
     *
     * @param body of {@code POST /predict}: a batch of one
     * @param outputs {@code float[models][5]}, in the order of the models
     */
    record Case(String body, float[][] outputs) {}

    /** Reads the file that the driver writes: {@code {"models": [...], "cases": [{"body", "outputs"}]}}. */
    static Cases read(Path file) throws IOException {
        JsonNode root = new ObjectMapper().readTree(file.toFile());
        List<String> models = new ArrayList<>();
        root.get("models").forEach(model -> models.add(model.textValue()));
        List<Case> cases = new ArrayList<>();
        root.get("cases").forEach(node -> {
            float[][] outputs = new float[models.size()][];
            for (int i = 0; i < outputs.length; i++) {
                outputs[i] = floats(node.get("outputs").get(i));
            }
            cases.add(new Case(node.get("body").textValue(), outputs));
        });
        return new Cases(models, cases);
    }

    static float[] floats(JsonNode values) {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values.get(i).floatValue();
        }
        return floats;
    }
}
