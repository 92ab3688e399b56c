package dev.flsys.history;

import com.fasterxml.jackson.databind.node.MissingNode;
import dev.flsys.history.rounds.ClientNames;
import dev.flsys.history.rounds.Experiments;
import dev.flsys.history.rounds.HistoryDocument;
import dev.flsys.history.rounds.HistoryFormat;
import dev.flsys.history.rounds.HistoryInvalid;
import dev.flsys.history.rounds.HistoryParser;
import dev.flsys.history.rounds.HistoryProblem;
import dev.flsys.history.rounds.RoundTable;
import dev.flsys.history.rounds.RunRows;
import dev.flsys.history.rounds.SeriesName;
import dev.flsys.history.rounds.TrainingHistory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The event files of TensorBoard in a folder, as one history: steps are rounds. The last folder around a file may name
 * a client ({@code client_3}) or a data set ({@code train}). Any other folder is a run of its own. If there are several
 * runs, the one that the model's id names is read. If the id names none and the names differ in their times only, the
 * newest run is read.
 */
final class EventFolder {

    private static final int MAX_DEPTH = 4;
    private static final int MAX_ENTRIES = 10_000;
    private static final int MAX_FILES = 1_000;

    /** {@code Nov27_12-00-00}, {@code 2024-01-31_12-00-00}, {@code 20240131}, {@code 1706745599}. */
    private static final Pattern TIME = Pattern.compile(
            "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\\d{2}_\\d{2}[-:]\\d{2}[-:]\\d{2}"
                    + "|\\d{4}-\\d{2}-\\d{2}(?:[_T /-]+\\d{2}[-:.]\\d{2}(?:[-:.]\\d{2})?)?|\\d{8}(?:[_T-]?\\d{4,6})?|\\d{10,14}",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern NUMBERED =
            Pattern.compile("(?:run|exp|experiment|version|train|training)[_-]?\\d{1,9}", Pattern.CASE_INSENSITIVE);

    private EventFolder() {}

    /** Whether {@code folder} or a folder in it holds an event file. */
    static boolean holdsEvents(Path folder) {
        return !listFiles(folder).isEmpty();
    }

    /**
     * The history of a folder, or of one file.
     *
     * @throws HistoryProblem if a file cannot be read
     * @throws HistoryInvalid if a file is damaged, the files hold no scalars, or the run of the model is undecided
     */
    static TrainingHistory read(Path place, Experiments experiments) {
        List<Path> files = Files.isDirectory(place) ? listFiles(place) : List.of(place);
        if (files.size() > MAX_FILES) {
            throw new HistoryInvalid(experiments.source(), "It holds more than " + MAX_FILES + " event files.");
        }
        Map<String, Map<String, List<Path>>> runs = new TreeMap<>();
        for (Path file : files) {
            Path folder = Files.isDirectory(place) ? place.relativize(parent(file)) : Path.of("");
            String last = String.valueOf(folder.getFileName());
            boolean part = ClientNames.clientOf(last).isPresent() || SeriesName.scopeOf(last) != SeriesName.Scope.PLAIN;
            Path run = part ? Optional.ofNullable(folder.getParent()).orElse(Path.of("")) : folder;
            runs.computeIfAbsent(run.toString().replace('\\', '/'), any -> new LinkedHashMap<>())
                    .computeIfAbsent(part ? last : "", any -> new ArrayList<>())
                    .add(file);
        }
        return readHistory(runs.getOrDefault(run(runs, experiments), Map.of()), experiments);
    }

    private static String run(Map<String, Map<String, List<Path>>> runs, Experiments experiments) {
        if (runs.size() <= 1) {
            return runs.keySet().stream().findFirst().orElse("");
        }
        TreeSet<String> names = new TreeSet<>(runs.keySet());
        Optional<String> named = experiments.findNamed("", names);
        long kinds = names.stream().map(EventFolder::withoutTime).distinct().count();
        boolean times = kinds == 1
                && names.stream()
                        .allMatch(name -> TIME.matcher(name).find()
                                || NUMBERED.matcher(name).matches());
        if (named.isEmpty() && times) {
            String newest = findNewest(runs);
            experiments.addNote(
                    "The folder holds " + runs.size() + " runs. The newest one, '" + newest + "', is shown.");
            return newest;
        }
        return experiments.choose("", names);
    }

    private static String withoutTime(String name) {
        return NUMBERED.matcher(name).matches() ? "" : TIME.matcher(name).replaceAll("");
    }

    private static String findNewest(Map<String, Map<String, List<Path>>> runs) {
        String newest = "";
        long latest = Long.MIN_VALUE;
        for (Map.Entry<String, Map<String, List<Path>>> run : runs.entrySet()) {
            long time = run.getValue().values().stream()
                    .flatMap(List::stream)
                    .mapToLong(EventFolder::lastModified)
                    .max()
                    .orElse(Long.MIN_VALUE);
            if (time >= latest) {
                latest = time;
                newest = run.getKey();
            }
        }
        return newest;
    }

    private static TrainingHistory readHistory(Map<String, List<Path>> run, Experiments experiments) {
        RunRows rows = new RunRows(experiments);
        run.forEach((part, files) -> files.forEach(file -> EventFile.read(file, (tag, step, value) -> {
            if (step >= 0 && step <= Integer.MAX_VALUE) {
                String client = ClientNames.clientOf(part).orElse(ClientNames.MODEL);
                String series = part.isEmpty() || !client.isEmpty() ? tag : part + "/" + tag;
                Map<String, @Nullable Double> row = new LinkedHashMap<>();
                row.put(series, Double.isFinite(value) ? (Double) value : null);
                rows.add((int) step, client, row, null, -1);
            }
        })));
        RoundTable table = new RoundTable(experiments.source());
        rows.enter(table);
        if (!table.isRecognised()) {
            throw HistoryInvalid.noRounds(
                    experiments.source(), "It holds no scalars. Write them with add_scalar(name, value, round).");
        }
        return HistoryParser.buildHistory(
                table, HistoryDocument.rows(MissingNode.getInstance(), List.of()), experiments);
    }

    /** Whether {@code folder} itself holds an event file. */
    static boolean holdsEventsItself(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.limit(MAX_ENTRIES).anyMatch(EventFolder::isEvents);
        } catch (IOException | UncheckedIOException unreadable) {
            return false;
        }
    }

    private static boolean isEvents(Path file) {
        return HistoryFormat.of(file).filter(HistoryFormat.EVENTS::equals).isPresent()
                && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }

    /** The event files, ordered by name: a name begins with the time of the file. */
    private static List<Path> listFiles(Path folder) {
        try (Stream<Path> entries = Files.walk(folder, MAX_DEPTH)) {
            return entries.limit(MAX_ENTRIES)
                    .filter(EventFolder::isEvents)
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException unreadable) {
            return List.of();
        }
    }

    private static Path parent(Path file) {
        return Optional.ofNullable(file.getParent()).orElse(Path.of(""));
    }

    private static long lastModified(Path file) {
        try {
            return Files.getLastModifiedTime(file).toMillis();
        } catch (IOException gone) {
            return Long.MIN_VALUE;
        }
    }
}
