package dev.flsys.model.weights;

import dev.flsys.model.catalog.ModelCatalog;
import dev.flsys.model.catalog.ModelFile;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The tables of weights, and the drift over series of rounds. At most two tables are computed at once, and
 * {@value #MAX_WAITING} more may wait. At most one series is computed at once, and {@value #MAX_SERIES_WAITING} more
 * may wait. Tables and the drifts of rounds are remembered while their files are unchanged. Thread-safe.
 */
@ApplicationScoped
public class ModelWeights {

    /** The number of rounds of a series that are read if a request names none. */
    public static final int ROUNDS = 50;

    /** The largest number of rounds that a request may name. */
    public static final int MAX_ROUNDS = 200;

    private static final int MIN_ROUNDS = 2;
    private static final int THREADS = 2;
    private static final int MAX_WAITING = 16;
    private static final int MAX_SERIES_WAITING = 4;

    /** Rows of all remembered tables; a row takes about 300 bytes. */
    private static final int MAX_ROWS = 50_000;

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final ModelCatalog catalog;
    private final Duration limit;
    private final Map<Key, WeightsTable> known = new LinkedHashMap<>(16, 0.75f, true);
    private final DriftReader drifts = new DriftReader();
    private final ReadingThreads tables;
    private final ReadingThreads series;
    private int rows;

    private record Key(
            String model,
            FileContent content,
            String other,
            @Nullable FileContent otherContent) {}

    @Inject
    ModelWeights(ModelCatalog catalog) {
        this(catalog, LIMIT);
    }

    ModelWeights(ModelCatalog catalog, Duration limit) {
        this.catalog = catalog;
        this.limit = limit;
        this.tables = new ReadingThreads(THREADS, MAX_WAITING, limit);
        this.series = new ReadingThreads(1, MAX_SERIES_WAITING, limit);
    }

    /**
     * The table of a model; blocks until it is computed, for half a minute at most.
     *
     * @param against the id of the model to compare with; null for none
     * @throws dev.flsys.model.catalog.ModelProblem if there is no such model
     * @throws WeightsProblem if the weights cannot be read, or cannot be read now
     */
    public WeightsTable of(String id, @Nullable String against) {
        ModelFile file = OpenWeights.usable(catalog.require(id));
        ModelFile other = against == null ? null : OpenWeights.usable(catalog.require(against));
        Key key = new Key(
                id, FileContent.of(file), against == null ? "" : against, other == null ? null : FileContent.of(other));
        Optional<WeightsTable> remembered = remembered(key);
        if (remembered.isPresent()) {
            return remembered.get();
        }
        WeightsTable table = tables.result(
                () -> OpenWeights.table(file, other),
                () -> "The weights were not read within " + limit.toSeconds() + " seconds.");
        if (FileContent.of(file).equals(key.content())
                && (other == null || FileContent.of(other).equals(key.otherContent()))) {
            remember(key, table);
        }
        return table;
    }

    /**
     * The drift over the rounds of the series of a model; blocks until it is computed, for half a minute at most. A
     * call that is repeated after that continues where the last one ended.
     *
     * @param rounds the number of rounds that are read, {@value #MIN_ROUNDS} to {@value #MAX_ROUNDS}, in even steps
     * @throws dev.flsys.model.catalog.ModelProblem if there is no such model
     * @throws WeightsProblem if {@code rounds} is wrong, the model has no round, or weights cannot be read, or cannot
     *     be read now
     */
    public SeriesDrift drift(String id, String rounds) {
        int count = number(rounds);
        ModelSeries all = ModelSeries.of(id, catalog);
        AtomicInteger done = new AtomicInteger();
        return series.result(
                () -> drifts.drift(all, count, done),
                () -> "The weights of " + done.get() + " rounds were read within " + limit.toSeconds()
                        + " seconds. Ask again for the others.");
    }

    private static int number(String rounds) {
        try {
            int number = Integer.parseInt(rounds);
            if (number >= MIN_ROUNDS && number <= MAX_ROUNDS) {
                return number;
            }
        } catch (NumberFormatException noNumber) {
            // The problem below states the expected value.
        }
        throw WeightsProblem.rounds(MIN_ROUNDS, MAX_ROUNDS);
    }

    private synchronized Optional<WeightsTable> remembered(Key key) {
        return Optional.ofNullable(known.get(key));
    }

    private synchronized void remember(Key key, WeightsTable table) {
        WeightsTable before = known.put(key, table);
        rows += rows(table) - (before == null ? 0 : rows(before));
        for (var oldest = known.values().iterator(); rows > MAX_ROWS && oldest.hasNext(); ) {
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
        tables.close();
        series.close();
    }
}
