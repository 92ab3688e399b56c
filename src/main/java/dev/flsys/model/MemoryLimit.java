package dev.flsys.model;

import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Keeps at most so many models loaded. Room is made after a model was loaded and before it is published, so that a load
 * that fails costs nobody his model; for that moment there is one more. Safe for use by several threads.
 */
final class MemoryLimit {

    private static final Logger LOG = Logger.getLogger(MemoryLimit.class);

    /** Idle ones first, then the least recently used. One in use is closed when its leases are back. */
    private static final Comparator<ServedModel> FIRST_TO_GO = Comparator.comparing(ServedModel::isLeased)
            .thenComparing(ServedModel::usedNanos, (a, b) -> Long.signum(a - b));

    private final int limit;
    private final Set<ServedModel> loaded = new HashSet<>();

    /** @param limit most models that are kept, at least 1 */
    MemoryLimit(int limit) {
        this.limit = limit;
    }

    /** Publishes {@code version} in {@code model}; others are let go where the limit asks for it. */
    synchronized void publish(ServedModel model, ModelVersion version) {
        loaded.removeIf(other -> other == model || !other.isLoaded());
        while (loaded.size() >= limit) {
            ServedModel leaving = loaded.stream().min(FIRST_TO_GO).orElseThrow();
            loaded.remove(leaving);
            leaving.evict();
            LOG.debugf("The model %s was let go to make room for %s", leaving.id(), model.id());
        }
        model.publish(version);
        loaded.add(model);
    }
}
