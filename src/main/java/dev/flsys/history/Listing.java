package dev.flsys.history;

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
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The {@code .json} files and the folders in one folder.
 *
 * @param files regular {@code .json} files and links to such files, ordered by name
 * @param folders ordered by name
 * @param refused names of links that lead out of the project, which are never followed
 */
record Listing(List<Path> files, List<Path> folders, List<String> refused) {

    private static final String SUFFIX = ".json";

    /**
     * Lists {@code folder}. The list is empty if there is no such folder.
     *
     * @throws HistoryProblem if it cannot be listed
     */
    static Listing of(Path folder, FlowerProject project) {
        Listing listing = new Listing(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                listing.add(entry, project);
            }
        } catch (NoSuchFileException | NotDirectoryException gone) {
            return listing;
        } catch (IOException | DirectoryIteratorException unreadable) {
            throw HistoryProblem.unreadable(project.shown(folder), unreadable);
        }
        listing.files.sort(Comparator.comparing(Listing::name));
        listing.folders.sort(Comparator.comparing(Listing::name));
        return listing;
    }

    private void add(Path entry, FlowerProject project) {
        boolean json = name(entry).toLowerCase(Locale.ROOT).endsWith(SUFFIX);
        if (!project.contains(entry)) {
            refused.add(name(entry));
        } else if (json && Files.isRegularFile(entry)) {
            files.add(entry);
        } else if (Files.isDirectory(entry)) {
            folders.add(entry);
        }
    }

    /** The first file whose name without {@code .json} fits. */
    Optional<Path> file(Predicate<String> fits) {
        return files.stream().filter(file -> fits.test(stem(file))).findFirst();
    }

    /** The first folder whose name fits. */
    Optional<Path> folder(Predicate<String> fits) {
        return folders.stream().filter(folder -> fits.test(name(folder))).findFirst();
    }

    /** The file's name without {@code .json}. */
    static String stem(Path file) {
        String name = name(file);
        return name.substring(0, name.length() - SUFFIX.length());
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }
}
