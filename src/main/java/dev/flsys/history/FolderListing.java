package dev.flsys.history;

import dev.flsys.history.rounds.HistoryFormat;
import dev.flsys.history.rounds.HistoryProblem;
import dev.flsys.project.FlowerProject;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The history files and the folders in one folder.
 *
 * @param folder the folder itself
 * @param files regular files of {@link HistoryFormat}, without event files, and links to such files; ordered by format,
 *     then by name
 * @param folders ordered by name
 * @param refused names of links that lead out of the project, which are never followed
 * @param unreadable files of formats that FLSys does not read, and arrays that are no history
 */
record FolderListing(Path folder, List<Path> files, List<Path> folders, List<String> refused, List<Path> unreadable) {

    /**
     * Lists {@code folder}. The list is empty if there is no such folder.
     *
     * @param arrays which {@code .npz} files are histories
     * @throws HistoryProblem if it cannot be listed
     */
    static FolderListing of(Path folder, FlowerProject project, ArrayFiles arrays) {
        FolderListing listing =
                new FolderListing(folder, new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                listing.add(entry, project, arrays);
            }
        } catch (NoSuchFileException | NotDirectoryException gone) {
            return listing;
        } catch (IOException | DirectoryIteratorException unreadable) {
            throw HistoryProblem.unreadable(project.displayPath(folder), unreadable);
        }
        listing.files.sort(
                Comparator.comparing((Path file) -> HistoryFormat.of(file).orElseThrow())
                        .thenComparing(FolderListing::name));
        listing.folders.sort(Comparator.comparing(FolderListing::name));
        return listing;
    }

    private void add(Path entry, FlowerProject project, ArrayFiles arrays) {
        Optional<HistoryFormat> format = HistoryFormat.of(entry).filter(any -> any != HistoryFormat.EVENTS);
        if (!project.contains(entry)) {
            refused.add(name(entry));
        } else if (format.isPresent() && Files.isRegularFile(entry)) {
            boolean history = format.get() != HistoryFormat.ARRAYS || arrays.isHistory(entry);
            (history ? files : unreadable).add(entry);
        } else if (HistoryFormat.isUnreadable(entry) && Files.isRegularFile(entry)) {
            unreadable.add(entry);
        } else if (Files.isDirectory(entry)) {
            folders.add(entry);
        }
    }

    /** This listing without {@code file}. */
    FolderListing without(Path file) {
        return new FolderListing(
                folder, files.stream().filter(each -> !each.equals(file)).toList(), folders, refused, unreadable);
    }

    /** The first file whose name without suffix fits. */
    Optional<Path> findFile(Predicate<String> fits) {
        return files.stream()
                .filter(file -> fits.test(HistoryFormat.stemOf(file)))
                .findFirst();
    }

    /** The first folder whose name fits. */
    Optional<Path> findFolder(Predicate<String> fits) {
        return folders.stream().filter(folder -> fits.test(name(folder))).findFirst();
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }
}
