package dev.flsys.inference;

import dev.flsys.problem.Problem;
import java.util.OptionalInt;

/** As many requests wait as INFERENCE_QUEUE allows, or the service is going down (503). */
public final class InferenceQueueFull extends Problem {

    InferenceQueueFull() {
        super(503, "Inference queue full", "Too many predictions wait; try again in a moment.");
    }

    @Override
    public OptionalInt retryAfterSeconds() {
        return OptionalInt.of(1);
    }
}
