package dev.flsys.history;

import dev.flsys.history.rounds.HistoryFormat;
import dev.flsys.history.rounds.SeriesKeys;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The names that histories have without the id of a model. */
final class CommonHistoryNames {

    /** Names of histories in training folders, in the order of preference. */
    private static final List<String> RUN_FILES = List.of("result", "history", "training_history", "results");

    /** Other usual names, in the order of preference. */
    private static final List<String> USUAL_FILES = List.of(
            ("metrics training_metrics train_metrics log training_log train_log logs fl_history fl_results fl_metrics "
                            + "round_metrics rounds server_metrics server_history server_log global_metrics global_history "
                            + "federated federated_history federated_results federated_metrics evaluation accuracy_log "
                            + "fl_log training_results")
                    .split(" "));

    private CommonHistoryNames() {}

    /** The file of {@code listing} with a name that histories in training folders have. */
    static Optional<Path> runFile(FolderListing listing) {
        return findFirst(RUN_FILES, listing);
    }

    /** The file of {@code listing} with another usual name. */
    static Optional<Path> findFile(FolderListing listing) {
        return findFirst(USUAL_FILES, listing);
    }

    private static Optional<Path> findFirst(List<String> names, FolderListing listing) {
        return names.stream()
                .flatMap(name -> listing.findFile(stem -> name.equals(SeriesKeys.normalise(stem))).stream())
                .findFirst();
    }

    /** Whether {@code file} has a usual name. */
    static boolean isUsual(Path file) {
        return isUsual(HistoryFormat.stemOf(file));
    }

    /** Whether a file without suffix has a usual name. */
    static boolean isUsual(String name) {
        String stem = SeriesKeys.normalise(name);
        return RUN_FILES.contains(stem) || USUAL_FILES.contains(stem);
    }
}
