package dev.flsys.model.serving;

import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Bounds the number of loaded models. Models are evicted after the new model was loaded and before it is published, so
 * a failed load evicts nothing. For that moment one more model is in memory. Thread-safe.
 */
public final class MemoryLimit {

    private static final Logger LOG = Logger.getLogger(MemoryLimit.class);

    /** Idle models first, then the least recently used. A model in use is closed with its last lease. */
    private static final Comparator<ServedModel> FIRST_TO_EVICT = Comparator.comparing(ServedModel::isLeased)
            .thenComparing(ServedModel::usedNanos, (a, b) -> Long.signum(a - b));

    private final int limit;
    private final Set<ServedModel> loaded = new HashSet<>();

    /** @param limit the most models that are kept, at least 1 */
    public MemoryLimit(int limit) {
        this.limit = limit;
    }

    /** Evicts other models if there are too many, then publishes {@code swap} of {@code model}. */
    synchronized void publish(ServedModel model, ModelSwap swap) {
        loaded.removeIf(other -> other == model || !other.isLoaded());
        while (loaded.size() >= limit) {
            ServedModel evicted = loaded.stream().min(FIRST_TO_EVICT).orElseThrow();
            loaded.remove(evicted);
            evicted.evict();
            LOG.debugf("The model %s was evicted for %s", evicted.id(), model.id());
        }
        swap.publish();
        loaded.add(model);
    }
}
