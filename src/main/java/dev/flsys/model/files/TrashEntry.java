package dev.flsys.model.files;

import dev.flsys.project.FlowerProject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * One folder of the trash with the paths of its files. Entries that this service did not make, such as ones with links,
 * are not read.
 *
 * @param folder the folder of the entry
 * @param deleted the time in its name
 * @param files the files in it, relative to the folder: the weights in other files first, the model last
 * @param sizeBytes the bytes of all files
 */
record TrashEntry(Path folder, Instant deleted, List<Path> files, long sizeBytes) {

    static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    private static final Logger LOG = Logger.getLogger(TrashEntry.class);
    private static final int TIME_LENGTH = "20261129T113000.123Z".length();
    private static final int MAX_FILES = 1_000;
    private static final String KIND = "model";

    /** Reads a folder of the trash. Empty if it is no entry, or has anything but files and folders of the project. */
    static Optional<TrashEntry> read(Path folder, FlowerProject project) {
        String name = String.valueOf(folder.getFileName());
        if (name.length() <= TIME_LENGTH + 1
                || name.charAt(TIME_LENGTH) != '-'
                || !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        Path own = project.root().relativize(project.ownFolder());
        List<Path> files = new ArrayList<>();
        long bytes = 0;
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path each : (Iterable<Path>) found::iterator) {
                BasicFileAttributes attributes =
                        Files.readAttributes(each, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                if (attributes.isDirectory()) {
                    continue;
                }
                Path file = folder.relativize(each);
                if (!attributes.isRegularFile() || file.startsWith(own) || files.size() >= MAX_FILES) {
                    return Optional.empty();
                }
                files.add(file);
                bytes += attributes.size();
            }
            // Weights in other files are named after their model, so the model has the shortest name.
            files.sort(Comparator.comparingInt(
                            (Path file) -> String.valueOf(file.getFileName()).length())
                    .reversed());
            return files.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new TrashEntry(
                            folder,
                            Instant.from(TIME.parse(name.substring(0, TIME_LENGTH))),
                            List.copyOf(files),
                            bytes));
        } catch (IOException | UncheckedIOException | DateTimeException unreadable) {
            LOG.debugf(unreadable, "The entry %s of the trash is not read", name);
            return Optional.empty();
        }
    }

    String id() {
        return String.valueOf(folder.getFileName());
    }

    /** The file of the model, relative to the folder of the entry and to the project. */
    Path model() {
        return files.get(files.size() - 1);
    }

    /** The entry as clients see it. */
    TrashedFile shown() {
        return new TrashedFile(
                id(),
                String.valueOf(model().getFileName()),
                KIND,
                model().toString().replace('\\', '/'),
                files.size(),
                sizeBytes,
                deleted);
    }
}
