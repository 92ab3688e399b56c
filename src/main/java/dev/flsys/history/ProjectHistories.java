package dev.flsys.history;

import dev.flsys.history.rounds.ClientNames;
import dev.flsys.history.rounds.HistoryFormat;
import dev.flsys.history.rounds.HistoryProblem;
import dev.flsys.history.rounds.SeriesName;
import dev.flsys.model.catalog.SkippedFolders;
import dev.flsys.project.FlowerProject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the files of the project that may be histories, whether or not a model belongs to them: all files of
 * HISTORY_SUBDIR, or without it the files of the project whose names contain a word such as history, results, metrics,
 * accuracy, loss or log. Folders of data sets, folders of Python environments and hidden folders are not searched. The
 * number of files and folders, and the depth, are bounded. Thread-safe.
 */
final class ProjectHistories {

    private static final Set<String> WORDS = Set.of(
            ("history histories hist result results metric metrics acc accuracy accuracies loss losses log logs round"
                            + " rounds evaluation evaluations")
                    .split(" "));

    private static final int MAX_DEPTH = 6;
    private static final int MAX_FOLDERS = 1_000;
    private static final int MAX_FILES = 100;

    private final FlowerProject project;
    private final Optional<Path> historyFolder;
    private final ArrayFiles arrays;

    /** @param historyFolder HISTORY_SUBDIR, absolute; without it, the whole project is searched */
    ProjectHistories(FlowerProject project, Optional<Path> historyFolder, ArrayFiles arrays) {
        this.project = project;
        this.historyFolder = historyFolder;
        this.arrays = arrays;
    }

    private record Place(Path folder, int depth) {}

    /** Regular files in the project, and folders with event files. Entries of upper folders come first. */
    List<Path> find() {
        Deque<Place> places = new ArrayDeque<>(List.of(new Place(historyFolder.orElse(project.root()), 0)));
        List<Path> found = new ArrayList<>();
        for (int folders = 0; folders < MAX_FOLDERS && !places.isEmpty(); folders++) {
            Place place = places.removeFirst();
            if (!Files.exists(place.folder().resolve("pyvenv.cfg"))) {
                search(place, found, places);
            }
            if (found.size() >= MAX_FILES) {
                return List.copyOf(found.subList(0, MAX_FILES));
            }
        }
        return List.copyOf(found);
    }

    private void search(Place place, List<Path> found, Deque<Place> places) {
        FolderListing listing;
        try {
            listing = FolderListing.of(place.folder(), project, arrays);
        } catch (HistoryProblem unreadable) {
            return;
        }
        if (EventFolder.holdsEventsItself(place.folder())) {
            found.add(place.folder());
        }
        listing.files().stream().filter(this::isPossible).forEach(found::add);
        if (place.depth() == MAX_DEPTH) {
            return;
        }
        List<String> names =
                listing.folders().stream().map(ProjectHistories::name).toList();
        listing.folders().stream()
                .filter(folder -> !Files.isSymbolicLink(folder) && isSearched(name(folder), names))
                .forEach(folder -> places.add(new Place(folder, place.depth() + 1)));
    }

    private boolean isSearched(String name, List<String> siblings) {
        return !name.startsWith(".")
                && !SkippedFolders.isForeign(name)
                && (historyFolder.isPresent() || !SkippedFolders.isData(name, siblings, true));
    }

    private boolean isPossible(Path file) {
        String stem = HistoryFormat.stemOf(file);
        return !name(file).startsWith(".")
                && !HistoryFiles.isNoHistory(stem)
                && !ClientNames.isGroup(stem)
                && ClientNames.clientOf(stem).isEmpty()
                && (historyFolder.isPresent() || isHistoryName(stem));
    }

    private static boolean isHistoryName(String stem) {
        return CommonHistoryNames.isUsual(stem)
                || SeriesName.toWords(stem).stream().anyMatch(word -> WORDS.contains(word.toLowerCase(Locale.ROOT)));
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }
}
