package dev.flsys.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/** Compares every answer with the outputs of the models. Not thread-safe. */
final class AnswerCheck {

    private static final int OK = 200;
    private static final float TOLERANCE = 1e-6f;

    private final Cases cases;
    private final ObjectMapper json = new ObjectMapper();

    AnswerCheck(Cases cases) {
        this.cases = cases;
    }

    /**
     * The verdict on an answer.
     *
     * @param asked the case that was sent
     * @param acknowledged swaps that were acknowledged before it was sent
     * @param sent swaps that were sent before its answer was read
     */
    Verdict check(HttpAnswer answer, Cases.Case asked, int acknowledged, int sent) {
        if (answer.status() != OK) {
            return Verdict.REFUSED;
        }
        float[] output;
        int named;
        try {
            JsonNode body = json.readTree(answer.body());
            output = Cases.floats(body.path("output").path(0));
            named = cases.models().indexOf(body.path("model_path").textValue());
        } catch (IOException malformed) {
            return Verdict.UNREADABLE;
        }
        int model = modelOf(output, asked);
        if (model < 0) {
            return Verdict.NO_MODELS_OUTPUT;
        }
        if (model != named) {
            return Verdict.MIXED;
        }
        return mayServe(model, acknowledged, sent) ? Verdict.GOOD : Verdict.WRONG_TIME;
    }

    private static int modelOf(float[] output, Cases.Case asked) {
        int found = -1;
        for (int model = 0; model < asked.outputs().length; model++) {
            if (same(output, asked.outputs()[model])) {
                if (found >= 0) {
                    return -1;
                }
                found = model;
            }
        }
        return found;
    }

    private static boolean same(float[] output, float[] expected) {
        if (output.length != expected.length) {
            return false;
        }
        for (int i = 0; i < output.length; i++) {
            // The negation makes NaN different from all values.
            if (!(Math.abs(output[i] - expected[i]) <= TOLERANCE)) {
                return false;
            }
        }
        return true;
    }

    private boolean mayServe(int model, int acknowledged, int sent) {
        for (int swaps = acknowledged; swaps <= sent; swaps++) {
            if (swaps % cases.models().size() == model) {
                return true;
            }
        }
        return false;
    }
}
