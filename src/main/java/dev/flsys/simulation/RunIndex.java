package dev.flsys.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.flower.progress.Round;
import dev.flsys.simulation.list.RunSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The summaries of the stored simulations. The files of a simulation are read again only if its folder has changed: its
 * record and labels are replaced, never rewritten. Safe for use by several threads.
 */
final class RunIndex {

    /** Summaries that are kept. */
    private static final int MOST = 20_000;
    /** A folder that changed so recently may change again without another time. */
    private static final Duration SETTLED = Duration.ofSeconds(2);

    /** Metrics that are members of a {@link Round}. */
    private static final Set<String> OWN = Set.of("loss", "accuracy", "seconds");

    private final SimulationStore store;
    private final Map<SimulationId, Known> known = new ConcurrentHashMap<>();

    RunIndex(SimulationStore store) {
        this.store = store;
    }

    private record Known(FileTime changed, RunSummary run) {}

    /** The stored simulation; empty if there is none, or it cannot be read. */
    Optional<RunSummary> find(SimulationId id) {
        Path folder = store.path(id);
        FileTime changed = changed(folder);
        if (changed == null) {
            known.remove(id);
            return Optional.empty();
        }
        Known before = known.get(id);
        if (before != null && before.changed().equals(changed)) {
            return Optional.of(before.run());
        }
        Optional<RunSummary> run = store.find(id).map(this::summary);
        if (run.isPresent() && changed.toInstant().isBefore(Instant.now().minus(SETTLED)) && known.size() < MOST) {
            known.put(id, new Known(changed, run.get()));
        }
        return run;
    }

    /**
     * The simulations of {@code ids}.
     *
     * @param active the present record of a simulation that waits or runs
     */
    Stream<RunSummary> all(List<SimulationId> ids, Function<SimulationId, Optional<SimulationRecord>> active) {
        return ids.stream().flatMap(id -> active.apply(id).map(this::summary).or(() -> find(id)).stream());
    }

    /** Forgets all simulations other than {@code present}. */
    void retain(List<SimulationId> present) {
        known.keySet().retainAll(Set.copyOf(present));
    }

    /** The summary of a record, with its present labels. */
    RunSummary summary(SimulationRecord record) {
        Map<String, RunSummary.Metric> metrics = new LinkedHashMap<>();
        for (Round round : Objects.requireNonNullElse(record.training().rounds(), List.<Round>of())) {
            add(metrics, "loss", round.loss());
            add(metrics, "accuracy", round.accuracy());
            add(metrics, "seconds", round.seconds());
            round.metrics().forEach((name, value) -> {
                if (!OWN.contains(name)) {
                    add(metrics, name, value);
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
                metrics,
                store.labels(record.id()));
    }

    private static void add(Map<String, RunSummary.Metric> metrics, String name, @Nullable Double value) {
        if (value != null && (metrics.size() < RunSummary.MOST || metrics.containsKey(name))) {
            metrics.merge(name, RunSummary.Metric.of(value), (before, one) -> before.then(one.last()));
        }
    }

    private static Map<String, JsonNode> parameters(JsonNode sent) {
        Map<String, JsonNode> parameters = new LinkedHashMap<>();
        for (var members = sent.fields(); members.hasNext() && parameters.size() < RunSummary.MOST; ) {
            var member = members.next();
            JsonNode value = member.getValue();
            if (value.isValueNode() && !value.isNull() && value.asText().length() <= RunSummary.LONGEST) {
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
