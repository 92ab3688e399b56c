package dev.flsys.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.flower.progress.Round;
import dev.flsys.simulation.list.RunSummary;
import dev.flsys.simulation.list.Sparkline;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.record.SimulationRecord;
import dev.flsys.simulation.record.SimulationStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The summaries of the stored simulations. The files of a simulation are read again only if its folder has changed: its
 * record and labels are replaced, never rewritten. Thread-safe.
 */
final class RunIndex {

    /** The most summaries that are kept. */
    private static final int MAX_KEPT = 20_000;
    /** A folder that changed within this time may change again without another time stamp. */
    private static final Duration SETTLED = Duration.ofSeconds(2);

    /** The metrics that are also members of a {@link Round}. */
    private static final Set<String> ROUND_MEMBERS = Set.of("loss", "accuracy", "seconds");

    private final SimulationStore store;
    private final Duration recheck;
    private final Map<SimulationId, Known> known = new ConcurrentHashMap<>();

    /** An index that checks for changes at each call. */
    RunIndex(SimulationStore store) {
        this(store, Duration.ZERO);
    }

    /** @param recheck the time for which a folder that has not changed is not checked again */
    RunIndex(SimulationStore store, Duration recheck) {
        this.store = store;
        this.recheck = recheck;
    }

    /** @param checked the last time at which the folder was checked, in the nanoseconds of {@link System#nanoTime} */
    private record Known(FileTime changed, RunSummary run, long checked) {}

    /** The stored simulation; empty if there is none, or it cannot be read. */
    Optional<RunSummary> find(SimulationId id) {
        Known before = known.get(id);
        long now = System.nanoTime();
        if (before != null && now - before.checked() < recheck.toNanos()) {
            return Optional.of(before.run());
        }
        FileTime changed = changed(store.path(id));
        if (changed == null) {
            known.remove(id);
            return Optional.empty();
        }
        if (before != null && before.changed().equals(changed)) {
            known.replace(id, before, new Known(changed, before.run(), now));
            return Optional.of(before.run());
        }
        Optional<RunSummary> run = store.find(id).map(this::summary);
        if (run.isPresent() && changed.toInstant().isBefore(Instant.now().minus(SETTLED)) && known.size() < MAX_KEPT) {
            known.put(id, new Known(changed, run.get(), now));
        }
        return run;
    }

    /**
     * The simulations of {@code ids}.
     *
     * @param active the present records of the simulations that wait or run
     */
    Stream<RunSummary> all(List<SimulationId> ids, Map<SimulationId, SimulationRecord> active) {
        return ids.stream()
                .map(id ->
                        Optional.ofNullable(active.get(id)).map(this::summary).or(() -> find(id)))
                .flatMap(Optional::stream);
    }

    /** Forgets a simulation whose files have changed. */
    void forget(SimulationId id) {
        known.remove(id);
    }

    /** Forgets all simulations other than {@code present}. */
    void retain(List<SimulationId> present) {
        known.keySet().retainAll(Set.copyOf(present));
    }

    /** The summary of a record, with its present labels. */
    RunSummary summary(SimulationRecord record) {
        SimulationRecord.Origin experiment = record.request().experiment();
        Map<String, Series> metrics = new LinkedHashMap<>();
        for (Round round : Objects.requireNonNullElse(record.training().rounds(), List.<Round>of())) {
            add(metrics, "loss", round, round.loss());
            add(metrics, "accuracy", round, round.accuracy());
            add(metrics, "seconds", round, round.seconds());
            round.metrics().forEach((name, value) -> {
                if (!ROUND_MEMBERS.contains(name)) {
                    add(metrics, name, round, value);
                }
            });
        }
        return new RunSummary(
                record.id().value(),
                record.owner().value(),
                record.state().wireName(),
                record.times().requested(),
                record.times().started(),
                record.times().ended(),
                record.report().exitCode(),
                parameters(record.request().parameters()),
                summaries(metrics),
                sparklines(metrics),
                store.labels(record.id()),
                experiment == null ? null : experiment.id(),
                record.request().simulatesFaults());
    }

    /** The values of a metric, and the rounds that have it. */
    private record Series(List<Integer> rounds, List<Double> values) {}

    private static void add(Map<String, Series> metrics, String name, Round round, @Nullable Double value) {
        if (value != null && (metrics.size() < RunSummary.MAX || metrics.containsKey(name))) {
            Series series = metrics.computeIfAbsent(name, first -> new Series(new ArrayList<>(), new ArrayList<>()));
            series.rounds().add(round.round());
            series.values().add(value);
        }
    }

    private static Map<String, RunSummary.Metric> summaries(Map<String, Series> metrics) {
        Map<String, RunSummary.Metric> summaries = new LinkedHashMap<>();
        metrics.forEach((name, series) -> {
            RunSummary.Metric summary = RunSummary.Metric.of(series.values().get(0));
            for (double value : series.values().subList(1, series.values().size())) {
                summary = summary.then(value);
            }
            summaries.put(name, summary);
        });
        return summaries;
    }

    private static Map<String, Sparkline> sparklines(Map<String, Series> metrics) {
        Map<String, Sparkline> sparklines = new LinkedHashMap<>();
        metrics.entrySet().stream().limit(Sparkline.METRICS).forEach(each -> {
            Series series = each.getValue();
            if (series.values().stream().allMatch(Double::isFinite)) {
                sparklines.put(each.getKey(), Sparkline.of(series.rounds(), series.values()));
            }
        });
        return sparklines;
    }

    private static Map<String, JsonNode> parameters(JsonNode sent) {
        Map<String, JsonNode> parameters = new LinkedHashMap<>();
        for (var members = sent.fields(); members.hasNext() && parameters.size() < RunSummary.MAX; ) {
            var member = members.next();
            JsonNode value = member.getValue();
            if (value.isValueNode() && !value.isNull() && value.asText().length() <= RunSummary.MAX_LENGTH) {
                parameters.put(member.getKey(), value);
            }
        }
        return parameters;
    }

    private static @Nullable FileTime changed(Path folder) {
        try {
            return Files.getLastModifiedTime(folder);
        } catch (IOException gone) {
            return null;
        }
    }
}
