package dev.flsys.model.export;

import dev.flsys.engine.file.ModelUnusable;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The failed exports of the last half minute. Because of them, many requests for one bad model start one process, and
 * not one process each. The time is short, because users may fix a failure without a changed hash, for example by
 * installing a package.
 *
 * <p>Thread-safe.
 */
final class ExportFailures {

    private static final long REMEMBERED_NANOS = Duration.ofSeconds(30).toNanos();
    private static final int MAX = 64;

    private final Map<String, Failure> recent = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failure> eldest) {
            return size() > MAX;
        }
    };

    private record Failure(ModelUnusable problem, long at) {}

    /** Keeps the problem of a failed export and returns it. */
    synchronized ModelUnusable remember(ExportKey key, ModelUnusable problem) {
        recent.remove(key.value());
        recent.put(key.value(), new Failure(problem, System.nanoTime()));
        return problem;
    }

    /** @throws ModelUnusable if the export for {@code key} failed a moment ago */
    synchronized void rethrow(ExportKey key) {
        Failure failure = recent.get(key.value());
        if (failure != null && System.nanoTime() - failure.at() < REMEMBERED_NANOS) {
            throw failure.problem();
        }
    }
}
