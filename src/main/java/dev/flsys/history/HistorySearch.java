package dev.flsys.history;

import dev.flsys.history.rounds.HistoryFormat;
import dev.flsys.history.rounds.SeriesName;
import dev.flsys.model.catalog.ModelFile;
import dev.flsys.model.catalog.ModelId;
import dev.flsys.project.FlowerProject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The search for the history of one model: the names of the model, and the content of an error about the search. Used
 * by one thread.
 */
final class HistorySearch {

    private final ModelFile model;
    private final FlowerProject project;
    private final ArrayFiles arrays;
    private final Optional<Path> historyFolder;
    private final Supplier<List<ModelId>> models;
    private final List<String> forms;
    private final List<String> places = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();
    private final List<String> unreadable = new ArrayList<>();
    private final List<String> names = new ArrayList<>();

    HistorySearch(
            ModelFile model,
            FlowerProject project,
            ArrayFiles arrays,
            Optional<Path> historyFolder,
            Supplier<List<ModelId>> models) {
        this.model = model;
        this.project = project;
        this.arrays = arrays;
        this.historyFolder = historyFolder;
        this.models = models;
        this.forms = HistoryFileNames.of(model.id().value());
    }

    /** Lists a place that an error names. */
    FolderListing list(Path folder) {
        String shown = project.displayPath(folder);
        String place = shown.isEmpty() ? "the project's folder" : "'" + shown + "'";
        if (!places.contains(place)) {
            places.add(place);
        }
        return listQuietly(folder);
    }

    /** Lists the folder whose names the error suggests if no name fits. */
    FolderListing listHistories(Path folder) {
        FolderListing listing = list(folder);
        listing.files().forEach(file -> names.add(HistoryFormat.stemOf(file)));
        return listing;
    }

    /** Lists a place that an error does not name. */
    FolderListing listQuietly(Path folder) {
        // The weights themselves may be a pickle with the name of the model.
        FolderListing listing = FolderListing.of(folder, project, arrays).without(model.path());
        refused.addAll(listing.refused());
        boolean histories = historyFolder.filter(folder::equals).isPresent();
        listing.unreadable().stream()
                .filter(file -> histories || isFitting(HistoryFormat.stemOf(file)))
                .filter(file -> !isArrays(file) || isFitting(HistoryFormat.stemOf(file)))
                .forEach(file -> unreadable.add(String.valueOf(file.getFileName())));
        return listing;
    }

    /** A file of arrays has weights unless it has the name of a history. */
    private boolean isArrays(Path file) {
        return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).endsWith(".npz");
    }

    private boolean isFitting(String stem) {
        return CommonHistoryNames.isUsual(stem)
                || forms.stream().anyMatch(form -> HistoryFileNames.isDecorated(stem, form))
                || SeriesName.toWords(stem).stream().anyMatch(word -> word.equals("history") || word.equals("hist"));
    }

    /** The file with the name of the model, or of one of its forms. */
    Optional<Path> findNamed(FolderListing listing) {
        return forms.stream().flatMap(form -> findNamed(form, listing).stream()).findFirst();
    }

    private Optional<Path> findNamed(String form, FolderListing listing) {
        String letters = HistoryFileNames.normalise(form);
        return Stream.<Supplier<Optional<Path>>>of(
                        () -> listing.findFile(form::equals),
                        () -> listing.findFile(
                                stem -> HistoryFileNames.normalise(stem).equals(letters)),
                        () -> listing.findFile(stem -> HistoryFileNames.isDecorated(stem, form)),
                        () -> inFolder(listing.findFolder(form::equals)),
                        () -> inFolder(listing.findFolder(
                                name -> HistoryFileNames.normalise(name).equals(letters))))
                .flatMap(attempt -> attempt.get().stream())
                .findFirst();
    }

    private Optional<Path> inFolder(Optional<Path> folder) {
        return folder.flatMap(found -> {
            FolderListing listing = listQuietly(found);
            return CommonHistoryNames.runFile(listing)
                    .or(() -> CommonHistoryNames.findFile(listing))
                    .or(() -> Optional.of(found).filter(EventFolder::holdsEventsItself));
        });
    }

    /** Whether {@code stem} is the name of another model, and not of this model. */
    boolean isOfAnother(String stem) {
        if (isNamedAfter(stem, model.id())) {
            return false;
        }
        return models.get().stream().anyMatch(other -> !other.equals(model.id()) && isNamedAfter(stem, other));
    }

    private boolean isNamedAfter(String stem, ModelId id) {
        return HistoryFileNames.of(id.value()).stream()
                .anyMatch(form -> HistoryFileNames.normalise(form).equals(HistoryFileNames.normalise(stem))
                        || HistoryFileNames.isDecorated(stem, form));
    }

    /** The problem that there is no history; {@code others} are files without rounds. */
    HistoryMissing missing(List<String> others) {
        return new HistoryMissing(
                model.id(),
                places,
                names,
                refused.stream().filter(this::fits).distinct().toList(),
                unreadable.stream().distinct().toList(),
                others);
    }

    private boolean fits(String name) {
        String stem = HistoryFormat.stemOf(Path.of(name)).toLowerCase(Locale.ROOT);
        return CommonHistoryNames.isUsual(stem)
                || forms.stream()
                        .anyMatch(form -> HistoryFileNames.normalise(form).equals(HistoryFileNames.normalise(stem))
                                || HistoryFileNames.isDecorated(stem, form));
    }
}
