package dev.flsys.simulation.models;

import dev.flsys.flower.progress.Round;
import dev.flsys.model.catalog.ModelId;
import dev.flsys.model.catalog.RoundName;
import dev.flsys.simulation.record.SimulationRecord;
import dev.flsys.simulation.record.WrittenModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The choice of the models of a simulation that are kept, at most {@value #MAX}. Of files that differ only in their
 * round, the last and the best round are kept. Of all other files, those whose names contain words such as {@code best}
 * and {@code final} come first, then the newest ones.
 */
final class RetainedModels {

    /** The most models of one simulation. */
    static final int MAX = 20;

    private static final Pattern CHOSEN = Pattern.compile("(?i).*(?:best|final|last|latest).*");

    /** The order of the files of one name: the newest first. */
    private static final Comparator<WrittenModel> NEWEST = Comparator.comparing(WrittenModel::modified)
            .thenComparing(
                    model -> RoundName.of(model.id()).map(RoundName::round).orElse(0))
            .reversed()
            .thenComparing(WrittenModel::id);

    private RetainedModels() {}

    /**
     * The name of the newest weights of a model: its id without its round, or its id.
     *
     * @param id the id of one of its rounds
     */
    static String name(String id) {
        return RoundName.of(id)
                .map(RoundName::series)
                .filter(series -> ModelId.of(series).isPresent())
                .orElse(id);
    }

    /**
     * Whether a model belongs to a series of rounds, or its file name contains a word such as {@code best} or
     * {@code last}.
     */
    static boolean isPreferred(WrittenModel model) {
        String file = String.valueOf(Path.of(model.path()).getFileName());
        return CHOSEN.matcher(file).matches() || RoundName.of(model.id()).isPresent();
    }

    /**
     * The files of each {@link #name}, the newest first. Names with a {@linkplain #isPreferred preferred} file come
     * first. A file whose id is the name itself replaces all rounds.
     */
    static List<List<WrittenModel>> newest(Collection<WrittenModel> written) {
        Map<String, List<WrittenModel>> byName = new LinkedHashMap<>();
        written.stream()
                .sorted(Comparator.comparing((WrittenModel model) -> !isPreferred(model))
                        .thenComparing(NEWEST))
                .forEach(model -> byName.computeIfAbsent(name(model.id()), any -> new ArrayList<>())
                        .add(model));
        byName.forEach((name, models) -> {
            if (models.stream().anyMatch(model -> model.id().equals(name))) {
                models.removeIf(model -> !model.id().equals(name));
            }
        });
        return List.copyOf(byName.values());
    }

    /** The files of one folder that differ in their round only. */
    private record Series(String folder, String name) {}

    /** The models to keep, the most important one first. */
    static List<WrittenModel> of(SimulationRecord simulation) {
        List<WrittenModel> first = new ArrayList<>();
        List<WrittenModel> others = new ArrayList<>();
        Map<Series, TreeMap<Integer, WrittenModel>> rounds = new LinkedHashMap<>();
        for (WrittenModel model :
                Objects.requireNonNullElse(simulation.training().models(), List.<WrittenModel>of())) {
            Path path = Path.of(model.path());
            String name = String.valueOf(path.getFileName());
            Optional<RoundName> round = RoundName.of(name);
            if (round.isPresent()) {
                Series series =
                        new Series(String.valueOf(path.getParent()), round.get().series());
                rounds.computeIfAbsent(series, each -> new TreeMap<>())
                        .put(round.get().round(), model);
            } else {
                (CHOSEN.matcher(name).matches() ? first : others).add(model);
            }
        }
        Optional<Integer> best = bestRound(simulation);
        for (TreeMap<Integer, WrittenModel> series : rounds.values()) {
            WrittenModel last = series.lastEntry().getValue();
            first.add(last);
            best.map(series::get).filter(model -> !model.equals(last)).ifPresent(first::add);
        }
        first.sort(NEWEST);
        others.sort(NEWEST);
        first.addAll(others);
        return first.stream().limit(MAX).toList();
    }

    /** The round with the highest accuracy; without accuracies, the round with the lowest loss. */
    private static Optional<Integer> bestRound(SimulationRecord simulation) {
        List<Round> rounds = Objects.requireNonNullElse(simulation.training().rounds(), List.of());
        Optional<Round> accurate = rounds.stream()
                .filter(round -> round.accuracy() != null)
                .max(Comparator.comparing(round -> Objects.requireNonNull(round.accuracy())));
        return accurate.or(() -> rounds.stream()
                        .filter(round -> round.loss() != null)
                        .min(Comparator.comparing(round -> Objects.requireNonNull(round.loss()))))
                .map(Round::round);
    }
}
