package dev.flsys.inference;

import dev.flsys.inference.pool.Job;
import java.util.Optional;

/**
 * A trial inference that waits for a worker. The answer is the name of the model that answered; empty if no model is in
 * memory.
 */
final class TrialJob extends Job<Optional<String>> {

    TrialJob() {
        super(() -> false);
    }
}
