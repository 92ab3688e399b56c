package dev.flsys.inference;

import dev.flsys.problem.Problem;

/** As many requests wait as INFERENCE_QUEUE allows, or the service is going down (503). */
public final class InferenceQueueFull extends Problem {

    InferenceQueueFull() {
        super(503, "Inference queue full", "Too many predictions wait; try again in a moment.", 1);
    }
}
