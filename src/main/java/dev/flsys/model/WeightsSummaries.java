package dev.flsys.model;

import dev.flsys.engine.file.ModelFormat;
import dev.flsys.engine.file.TimedReads;
import dev.flsys.model.catalog.ModelFile;
import dev.flsys.model.catalog.ModelId;
import dev.flsys.project.FileStamp;
import dev.flsys.weights.WeightsSummary;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The weights of the state dicts of a list, remembered while the files are unchanged. A list waits at most half a
 * second for files that are not known yet; each takes about a millisecond. Later lists have the remaining summaries.
 * Thread-safe.
 */
final class WeightsSummaries {

    private static final Duration TIMEOUT = Duration.ofMillis(500);
    private static final int MAX = 20_000;

    private final TimedReads<WeightsSummary> reads = new TimedReads<>(WeightsSummary::of);
    private final LongSupplier nanoTime;
    private final Map<Path, Known> known = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, Known> eldest) {
            return size() > MAX;
        }
    };

    private record Known(FileStamp stamp, @Nullable Object key, WeightsSummary summary) {}

    WeightsSummaries(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** The summaries of the state dicts among {@code files} that can be used; blocks while it reads them. */
    Map<ModelId, WeightsSummary> of(Collection<ModelFile> files) {
        long started = nanoTime.getAsLong();
        Map<ModelId, WeightsSummary> found = new HashMap<>();
        for (ModelFile file : files) {
            if (file.format() == ModelFormat.STATE_DICT && file.unusable().isEmpty()) {
                boolean mayRead = nanoTime.getAsLong() - started < TIMEOUT.toNanos();
                of(file.stamp(), mayRead).ifPresent(summary -> found.put(file.id(), summary));
            }
        }
        return found;
    }

    private Optional<WeightsSummary> of(FileStamp stamp, boolean mayRead) {
        Object key = FileStamp.key(stamp.path());
        Known before = remembered(stamp.path());
        if (before != null && before.stamp().equals(stamp) && Objects.equals(before.key(), key)) {
            return Optional.of(before.summary());
        }
        Optional<WeightsSummary> read = mayRead ? reads.read(stamp) : Optional.empty();
        read.ifPresent(summary -> remember(new Known(stamp, key, summary)));
        return read;
    }

    private synchronized @Nullable Known remembered(Path path) {
        return known.get(path);
    }

    private synchronized void remember(Known read) {
        known.put(read.stamp().path(), read);
    }
}
