package dev.flsys.inference;

import java.util.Optional;

/**
 * A trial inference that waits for a worker; the answer is the name of the model that answered, empty if there is none.
 */
final class TrialJob extends Job<Optional<String>> {

    TrialJob() {
        super(() -> false);
    }
}
