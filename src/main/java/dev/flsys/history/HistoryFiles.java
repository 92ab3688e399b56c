package dev.flsys.history;

import dev.flsys.model.ModelFile;
import dev.flsys.project.FlowerProject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Finds the history file of a model. Names are compared with the names of the listed files. An id never becomes part of
 * a path.
 *
 * <p>For a model with a training folder of its own, the file is {@code result.json}, {@code history.json},
 * {@code training_history.json} or {@code results.json} in that folder, or else the only {@code .json} there. Without
 * such a file, and for any other model, it is the first of these in HISTORY_SUBDIR:
 *
 * <ol>
 *   <li>{@code <id>.json}
 *   <li>the same letters, ignoring case, {@code _} and {@code -}
 *   <li>the same with {@code history}, {@code training_history}, {@code result(s)}, {@code metrics} or {@code log}
 *       before or after it
 *   <li>a file of the names above in the folder {@code <id>}
 *   <li>all this again for the id without time, {@code _round_<n>}, {@code _final}, {@code _best}
 * </ol>
 */
final class HistoryFiles {

    private static final List<String> RUN_FILES = List.of("result", "history", "training_history", "results");

    /** Files that training folders often hold beside or instead of a history. */
    private static final Set<String> NO_HISTORIES =
            Set.of("config args params parameters hparams hyperparameters settings metadata labels classes".split(" "));

    private final FlowerProject project;
    private final Optional<Path> historyFolder;

    /** @param historyFolder HISTORY_SUBDIR, absolute; without it, files are only found in training folders */
    HistoryFiles(FlowerProject project, Optional<Path> historyFolder) {
        this.project = project;
        this.historyFolder = historyFolder;
    }

    /**
     * The history file of {@code model}, a regular file in the project.
     *
     * @throws HistoryMissing if there is none
     * @throws HistoryProblem if a folder cannot be listed
     */
    Path find(ModelFile model) {
        List<String> places = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        Path runFolder = model.path().getParent();
        if (model.runFolder() && runFolder != null) {
            Listing listing = list(runFolder, places, refused);
            Optional<Path> found = runFile(listing).or(() -> only(listing));
            if (found.isPresent()) {
                return found.get();
            }
        }
        List<String> forms = FileForms.of(model.id().value());
        Optional<Listing> histories = historyFolder.map(folder -> list(folder, places, refused));
        return histories
                .flatMap(listing -> forms.stream()
                        .flatMap(form -> named(form, listing).stream())
                        .findFirst())
                .orElseThrow(() -> new HistoryMissing(
                        model.id(),
                        places,
                        histories.map(HistoryFiles::stems).orElse(List.of()),
                        refused.stream().filter(name -> fits(name, forms)).toList()));
    }

    private static List<String> stems(Listing listing) {
        return listing.files().stream().map(Listing::stem).toList();
    }

    private static boolean fits(String refused, List<String> forms) {
        String stem = refused.toLowerCase(Locale.ROOT).replaceFirst("\\.json$", "");
        return RUN_FILES.contains(stem)
                || forms.stream()
                        .anyMatch(form -> FileForms.letters(form).equals(FileForms.letters(stem))
                                || FileForms.isDecorated(stem, form));
    }

    private Optional<Path> named(String form, Listing listing) {
        String letters = FileForms.letters(form);
        return Stream.<Supplier<Optional<Path>>>of(
                        () -> listing.file(form::equals),
                        () -> listing.file(stem -> FileForms.letters(stem).equals(letters)),
                        () -> listing.file(stem -> FileForms.isDecorated(stem, form)),
                        () -> inFolder(listing.folder(form::equals)),
                        () -> inFolder(
                                listing.folder(name -> FileForms.letters(name).equals(letters))))
                .flatMap(attempt -> attempt.get().stream())
                .findFirst();
    }

    private Optional<Path> inFolder(Optional<Path> folder) {
        return folder.flatMap(found -> runFile(Listing.of(found, project)));
    }

    private static Optional<Path> runFile(Listing listing) {
        return RUN_FILES.stream()
                .flatMap(name -> listing.file(name::equalsIgnoreCase).stream())
                .findFirst();
    }

    private static Optional<Path> only(Listing listing) {
        List<Path> possible = listing.files().stream()
                .filter(file -> !NO_HISTORIES.contains(Listing.stem(file).toLowerCase(Locale.ROOT)))
                .toList();
        return possible.size() == 1 ? Optional.of(possible.get(0)) : Optional.empty();
    }

    private Listing list(Path folder, List<String> places, List<String> refused) {
        Listing listing = Listing.of(folder, project);
        String shown = project.shown(folder);
        places.add(shown.isEmpty() ? "the project's folder" : "'" + shown + "'");
        refused.addAll(listing.refused());
        return listing;
    }
}
