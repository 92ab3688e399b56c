package dev.flsys.simulation.models;

import dev.flsys.model.catalog.SkippedFolders;
import dev.flsys.simulation.record.SimulationRecord;
import dev.flsys.simulation.record.WrittenModel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The weights that a simulation wrote to folders which are not searched for models, such as {@code .flwr/outputs}, or
 * {@code checkpoints} beside the weights folder.
 */
public final class UnlistedWeights {

    /** Suffixes that only weights have. */
    private static final Pattern WEIGHTS =
            Pattern.compile("(?i)[^.].*\\.(?:pth|pt|pth\\.tar|ckpt|checkpoint|safetensors|onnx)");

    private static final Set<String> NOT_OF_RUNS = Set.of(".flsys", ".git", ".venv", "venv");

    private UnlistedWeights() {}

    /**
     * The sentence that names such a file and the setting that makes the list include it. Empty if there is none, or if
     * the simulation wrote models that are listed.
     *
     * @param written the listed models that it wrote; empty if they are not known
     * @param listed the paths of all files of the list, also of those that cannot be used, relative to {@code root}
     */
    public static List<String> of(
            SimulationRecord simulation, Optional<List<WrittenModel>> written, Set<String> listed, Path root) {
        Instant started = simulation.times().started();
        if (started == null || written.isEmpty() || !written.get().isEmpty()) {
            return List.of();
        }
        return NewFiles.find(started, root, WEIGHTS, UnlistedWeights::isSkipped)
                .first()
                .map(root::relativize)
                .filter(file -> !listed.contains(file.toString()))
                .map(UnlistedWeights::sentence)
                .stream()
                .toList();
    }

    private static boolean isSkipped(String folder) {
        return NOT_OF_RUNS.contains(folder) || SkippedFolders.isForeign(folder);
    }

    private static String sentence(Path file) {
        return "It wrote weights where no models are searched: " + file + ". To list them, write MODEL_WEIGHTS_SUBDIR="
                + folder(file) + " into .env, and start the service again.";
    }

    /**
     * The path of {@code file} up to its last hidden folder, or only its first folder if none is hidden; the project if
     * {@code file} is in no folder.
     */
    private static Path folder(Path file) {
        int folders = file.getNameCount() - 1;
        int last = 0;
        for (int each = 0; each < folders; each++) {
            last = file.getName(each).toString().startsWith(".") ? each : last;
        }
        return folders == 0 ? Path.of(".") : file.subpath(0, last + 1);
    }
}
