package dev.flsys.model.weights;

import dev.flsys.model.catalog.ModelFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Computes the drift over the rounds of a series, and remembers each pair of rounds while its files are unchanged. So a
 * request that is repeated because it took too long continues where the last one ended. Thread-safe.
 */
final class DriftReader {

    /** The most bytes of the files of the chosen rounds of a series. Each file is read twice. */
    private static final long MAX_BYTES = 32L << 30;

    /**
     * The most drifts of tensors, of one series and of all remembered pairs. A drift takes 8 bytes, or 200 bytes if no
     * other pair shares the tensor's name.
     */
    private static final int MAX_VALUES = 500_000;

    /** The memory of a pair without its drifts, in values. */
    private static final int VALUES_OF_PAIR = 50;

    private static final int SHOWN = 10;

    private final Map<Pair, RoundChange> known = new LinkedHashMap<>(16, 0.75f, true);
    private int values;

    private record Pair(FileContent content, @Nullable FileContent before) {}

    /**
     * A round that was read, or not.
     *
     * @param before the earlier round with which it is compared; null for none
     * @param change null if it was not read
     * @param problem the reason why it was not read
     */
    private record Reading(
            ModelSeries.Member member,
            @Nullable ModelFile before,
            @Nullable RoundChange change,
            @Nullable WeightsProblem problem) {}

    /**
     * The drift over at most {@code max} rounds. Large files, and those with many tensors, allow fewer rounds.
     *
     * @param done becomes the number of rounds that were read
     * @throws WeightsProblem if no round can be read
     */
    SeriesDrift drift(ModelSeries series, int max, AtomicInteger done) {
        long largest = series.rounds().stream()
                .mapToLong(each -> each.file().sizeBytes())
                .max()
                .orElse(0);
        List<ModelSeries.Member> chosen = series.chosen(atMost(max, MAX_BYTES, largest));
        int tensors = firstReadable(chosen).tensors().size();
        List<Reading> readings = read(series.chosen(atMost(chosen.size(), MAX_VALUES, tensors)), done);
        return new SeriesDrift(
                series.name(),
                series.run(),
                series.rounds().size(),
                readings.stream().map(DriftReader::round).toList(),
                moved(readings));
    }

    private static int atMost(int max, long budget, long each) {
        return (int) Math.max(2, Math.min(max, budget / Math.max(1, each)));
    }

    private RoundChange firstReadable(List<ModelSeries.Member> chosen) {
        WeightsProblem first = null;
        for (ModelSeries.Member member : chosen) {
            try {
                return change(member.file(), null, List.of());
            } catch (WeightsProblem unreadable) {
                first = ofRound(unreadable, first);
            }
        }
        throw Objects.requireNonNull(first);
    }

    private List<Reading> read(List<ModelSeries.Member> chosen, AtomicInteger done) {
        List<Reading> readings = new ArrayList<>();
        ModelFile before = null;
        List<RoundChange.Named> tensors = List.of();
        for (ModelSeries.Member member : chosen) {
            try {
                RoundChange change = change(member.file(), before, tensors);
                readings.add(new Reading(member, before, change, null));
                before = member.file();
                tensors = change.tensors();
            } catch (WeightsProblem unreadable) {
                readings.add(new Reading(member, null, null, ofRound(unreadable, null)));
            }
            done.set(readings.size());
        }
        return readings;
    }

    /** The problem of a round, or an earlier problem. An interrupted reading ends with its problem. */
    private static WeightsProblem ofRound(WeightsProblem unreadable, @Nullable WeightsProblem earlier) {
        if (Thread.currentThread().isInterrupted()) {
            throw unreadable;
        }
        return earlier == null ? unreadable : earlier;
    }

    private RoundChange change(ModelFile file, @Nullable ModelFile before, List<RoundChange.Named> tensors) {
        Pair pair = pair(file, before);
        RoundChange remembered = remembered(pair);
        if (remembered != null) {
            return remembered;
        }
        RoundChange change = RoundChange.of(OpenWeights.table(OpenWeights.usable(file), before), tensors);
        if (pair(file, before).equals(pair)) {
            remember(pair, change);
        }
        return change;
    }

    private static Pair pair(ModelFile file, @Nullable ModelFile before) {
        return new Pair(FileContent.of(file), before == null ? null : FileContent.of(before));
    }

    private static SeriesDrift.Round round(Reading reading) {
        RoundChange change = reading.change();
        WeightsProblem problem = reading.problem();
        ModelFile before = reading.before();
        return new SeriesDrift.Round(
                reading.member().round(),
                reading.member().file().id().value(),
                change == null ? null : change.norm(),
                before == null ? null : before.id().value(),
                change == null ? null : change.difference(),
                change == null ? null : change.drift(),
                problem == null ? null : problem.detail());
    }

    /** The tensors with the largest mean drift over the rounds in which it is known. */
    private static List<SeriesDrift.Tensor> moved(List<Reading> readings) {
        Map<RoundChange.Named, DoubleSummaryStatistics> means = new LinkedHashMap<>();
        forEachDrift(readings, (round, tensor, drift) -> means.computeIfAbsent(
                        tensor, first -> new DoubleSummaryStatistics())
                .accept(drift));
        Map<RoundChange.Named, @Nullable Double[]> shown = new LinkedHashMap<>();
        means.entrySet().stream()
                .sorted(Comparator.comparingDouble(each -> -each.getValue().getAverage()))
                .limit(SHOWN)
                .forEach(each -> shown.put(each.getKey(), new Double[readings.size()]));
        forEachDrift(readings, (round, tensor, drift) -> {
            @Nullable Double[] drifts = shown.get(tensor);
            if (drifts != null) {
                drifts[round] = drift;
            }
        });
        return shown.entrySet().stream()
                .map(each -> new SeriesDrift.Tensor(
                        each.getKey().name(),
                        each.getKey().type(),
                        each.getKey().shape(),
                        Arrays.asList(each.getValue())))
                .toList();
    }

    private interface DriftAction {
        void accept(int round, RoundChange.Named tensor, double drift);
    }

    private static void forEachDrift(List<Reading> readings, DriftAction action) {
        for (int round = 0; round < readings.size(); round++) {
            RoundChange change = readings.get(round).change();
            for (int i = 0; change != null && i < change.drifts().length; i++) {
                if (!Double.isNaN(change.drifts()[i])) {
                    action.accept(round, change.tensors().get(i), change.drifts()[i]);
                }
            }
        }
    }

    private synchronized @Nullable RoundChange remembered(Pair pair) {
        return known.get(pair);
    }

    private synchronized void remember(Pair pair, RoundChange change) {
        RoundChange before = known.put(pair, change);
        values += values(change) - (before == null ? 0 : values(before));
        for (var oldest = known.values().iterator(); values > MAX_VALUES && oldest.hasNext(); ) {
            values -= values(oldest.next());
            oldest.remove();
        }
    }

    /** The memory of a change, in values. */
    private static int values(RoundChange change) {
        return VALUES_OF_PAIR + change.drifts().length;
    }
}
