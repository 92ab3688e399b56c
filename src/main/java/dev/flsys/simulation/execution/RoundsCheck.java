package dev.flsys.simulation.execution;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.flower.observer.StoppedBy;
import dev.flsys.flower.progress.Round;
import dev.flsys.simulation.models.NewFiles;
import dev.flsys.simulation.record.SimulationRecord;
import dev.flsys.simulation.record.WrittenModel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Checks whether a simulation ran any round. The script of a simulation may not read the number of rounds that was
 * asked for.
 */
final class RoundsCheck {

    private static final Pattern NAME = Pattern.compile("(?:.*rounds|(?:num|n|max|total)?round)");
    private static final Pattern NUMBERED = Pattern.compile("\\b(?:[Rr]ound|ROUND)[ :#=\\[(]{1,2}\\d");
    private static final int MAX_LINE = 8 * 1024;
    /** Files of models and histories, in formats that FLSys reads and in others. */
    private static final Pattern RESULT =
            Pattern.compile(".*\\.(?:json|jsonl|ndjson|csv|tsv|xlsx|parquet|npz|npy|pt|pth|bin|ckpt|checkpoint|tar"
                    + "|safetensors|onnx|pkl|pickle|joblib|h5|hdf5|keras|ubj|cbm)|.*tfevents.*");

    private RoundsCheck() {}

    /**
     * The reason to doubt that a simulation without a round in its output ran one. Empty if no rounds were asked for,
     * or if the simulation wrote a file that may be a model or a history.
     *
     * @param written the models that it wrote; empty if they are not known
     * @param warnings sentences about parameters that its script does not read
     */
    static Optional<String> findDoubt(
            SimulationRecord simulation, Optional<List<WrittenModel>> written, List<String> warnings, Path root) {
        Optional<String> asked = requestedRounds(simulation.request().parameters());
        if (asked.isEmpty() || !wroteNothing(simulation, written, root)) {
            return Optional.empty();
        }
        return Optional.of("It ended without a single round, although " + asked.get()
                + " was asked for: its output shows no round, and it wrote no model and no history."
                + (warnings.isEmpty() ? "" : " " + String.join(" ", warnings)));
    }

    /**
     * The reason to doubt a simulation whose output has a Python traceback and no round. A shell script that runs
     * Python in the background, or ends with another command, exits with 0 after an error of Python. Empty if the
     * simulation wrote a file that may be a model or a history.
     *
     * @param written the models that it wrote; empty if they are not known
     */
    static Optional<String> findDoubtAfterError(
            SimulationRecord simulation, Optional<List<WrittenModel>> written, Path root) {
        return wroteNothing(simulation, written, root)
                ? Optional.of("It ended without a single round after an error: its output shows no round, and it wrote"
                        + " no model and no history.")
                : Optional.empty();
    }

    /**
     * Whether a simulation certainly wrote no file that may be a model or a history.
     *
     * @param written the models that it wrote; empty if they are not known
     */
    static boolean wroteNothing(SimulationRecord simulation, Optional<List<WrittenModel>> written, Path root) {
        Instant started = simulation.times().started();
        boolean wrote = written.filter(models -> !models.isEmpty()).isPresent();
        return !wrote && started != null && !wroteResult(root, started);
    }

    /** Whether a line numbers a round. */
    static boolean isNumbered(String line) {
        // Most lines have no such word, and the search for the word is much faster than the pattern.
        return line.length() <= MAX_LINE
                && (line.contains("ound") || line.contains("OUND"))
                && NUMBERED.matcher(line).find();
    }

    /** The end of a run whose process was ended after a round, because a user asked for that. */
    static StoppedBy requestedEnd(List<Round> rounds) {
        int last = rounds.isEmpty() ? 0 : rounds.get(rounds.size() - 1).round();
        return new StoppedBy(StoppedBy.REQUESTED, null, last);
    }

    private static Optional<String> requestedRounds(JsonNode parameters) {
        return parameters.properties().stream()
                .filter(each -> NAME.matcher(letters(each.getKey())).matches())
                .filter(each -> each.getValue().asInt() > 0)
                .map(each -> each.getKey() + "=" + each.getValue().asText())
                .findFirst();
    }

    private static String letters(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[_.-]", "");
    }

    private static boolean wroteResult(Path root, Instant started) {
        NewFiles.Found found = NewFiles.find(started, root, RESULT, folder -> folder.startsWith("."));
        // A project with more files than the limit is not doubted.
        return found.first().isPresent() || !found.complete();
    }
}
