package dev.flsys.model.weights;

import dev.flsys.model.ModelCatalog;
import dev.flsys.model.ModelFile;
import dev.flsys.project.FileStamp;
import dev.flsys.weights.WeightTensor;
import dev.flsys.weights.WeightsFile;
import dev.flsys.weights.WeightsRefused;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The tables of weights. Two are computed at once, and {@value #MOST_WAITING} may wait. A table is remembered while its
 * files are unchanged. Safe for use by several threads.
 */
@ApplicationScoped
public class ModelWeights {

    private static final int THREADS = 2;
    private static final int MOST_WAITING = 16;

    /** Bytes of the tensors of a file; they are read at about 1 GB/s. */
    private static final long MOST_BYTES = 8L << 30;

    /** Rows of all remembered tables; a row takes about 300 bytes. */
    private static final int MOST_ROWS = 50_000;

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final ModelCatalog catalog;
    private final Duration limit;
    private final Map<Key, WeightsTable> known = new LinkedHashMap<>(16, 0.75f, true);
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS, THREADS, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), task -> {
                Thread thread = new Thread(task, "flsys-model-weights");
                thread.setDaemon(true);
                return thread;
            });
    private int rows;

    /** The content of a file by what changes with it. */
    private record Content(
            Optional<FileStamp> stamp, @Nullable Object key) {

        static Content of(ModelFile file) {
            return new Content(FileStamp.now(file.path()), FileStamp.key(file.path()));
        }
    }

    private record Key(
            String model,
            Content content,
            String other,
            @Nullable Content otherContent) {}

    @Inject
    ModelWeights(ModelCatalog catalog) {
        this(catalog, LIMIT);
    }

    ModelWeights(ModelCatalog catalog, Duration limit) {
        this.catalog = catalog;
        this.limit = limit;
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * The table of a model; blocks until it is computed, for half a minute at most.
     *
     * @param against the id of the model to compare with; null for none
     * @throws dev.flsys.model.ModelProblem if there is no such model
     * @throws WeightsProblem if the weights cannot be read, or not now
     */
    public WeightsTable of(String id, @Nullable String against) {
        ModelFile file = usable(catalog.require(id));
        ModelFile other = against == null ? null : usable(catalog.require(against));
        Key key =
                new Key(id, Content.of(file), against == null ? "" : against, other == null ? null : Content.of(other));
        Optional<WeightsTable> remembered = remembered(key);
        if (remembered.isPresent()) {
            return remembered.get();
        }
        WeightsTable table = computed(file, other);
        if (Content.of(file).equals(key.content())
                && (other == null || Content.of(other).equals(key.otherContent()))) {
            remember(key, table);
        }
        return table;
    }

    private static ModelFile usable(ModelFile file) {
        file.unusable().ifPresent(reason -> {
            throw WeightsProblem.unreadable(file.id().value(), reason, null);
        });
        return file;
    }

    private WeightsTable computed(ModelFile file, @Nullable ModelFile other) {
        Future<WeightsTable> computing;
        try {
            computing = threads.submit(() -> compute(file, other));
        } catch (RejectedExecutionException full) {
            throw WeightsProblem.busy("The weights of too many models are being read.");
        }
        try {
            return computing.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw WeightsProblem.busy("The weights were not read within " + limit.toSeconds() + " seconds.");
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            throw WeightsProblem.busy("The service is going down.");
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof WeightsProblem problem) {
                throw problem;
            }
            throw new IllegalStateException(failed.getCause());
        } finally {
            computing.cancel(true);
        }
    }

    private static WeightsTable compute(ModelFile file, @Nullable ModelFile other) {
        String id = file.id().value();
        try (WeightsFile weights = open(file)) {
            if (other == null) {
                return Comparison.of(id, weights, "", null);
            }
            try (WeightsFile others = open(other)) {
                return Comparison.of(id, weights, other.id().value(), others);
            }
        } catch (IOException unreadable) {
            throw WeightsProblem.unreadable(id, "The file changed, or cannot be read now.", unreadable);
        }
    }

    private static WeightsFile open(ModelFile file) throws IOException {
        String id = file.id().value();
        WeightsFile weights = opened(id, file.path());
        long bytes = 0;
        for (WeightTensor tensor : weights.tensors()) {
            bytes += tensor.bytes();
        }
        if (bytes > MOST_BYTES) {
            weights.close();
            throw WeightsProblem.unreadable(
                    id, "They have more than " + (MOST_BYTES >> 30) + " GiB, which would take too long.", null);
        }
        return weights;
    }

    private static WeightsFile opened(String id, Path path) throws IOException {
        try {
            return WeightsFile.open(path);
        } catch (WeightsRefused refused) {
            throw WeightsProblem.unreadable(id, refused.reason(), refused);
        }
    }

    private synchronized Optional<WeightsTable> remembered(Key key) {
        return Optional.ofNullable(known.get(key));
    }

    private synchronized void remember(Key key, WeightsTable table) {
        WeightsTable before = known.put(key, table);
        rows += rows(table) - (before == null ? 0 : rows(before));
        for (var oldest = known.values().iterator(); rows > MOST_ROWS && oldest.hasNext(); ) {
            rows -= rows(oldest.next());
            oldest.remove();
        }
    }

    private static int rows(WeightsTable table) {
        WeightsTable.Against against = table.against();
        List<String> more = against == null ? List.of() : against.onlyThere();
        return 1 + table.tensors().size() + more.size();
    }

    @PreDestroy
    void close() {
        threads.shutdownNow();
    }
}
