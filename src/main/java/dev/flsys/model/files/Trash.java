package dev.flsys.model.files;

import dev.flsys.project.FlowerProject;
import dev.flsys.project.PrivateFiles;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * The files that clients deleted or replaced: {@code .flsys/trash/<time>-<name>}, with their paths in the project below
 * that. A file is restored by moving it back. The oldest entries are deleted at a limit; the newest entry stays, even
 * if it is larger than the limit. Thread-safe, which hold the lock of this object for several calls.
 */
@Singleton
class Trash {

    static final String FOLDER = "trash";
    static final int MAX = 20;
    static final long MAX_BYTES = 10L << 30;

    private static final Logger LOG = Logger.getLogger(Trash.class);
    private static final int MAX_NAME_BYTES = 150;
    private static final int MAX_OF_ONE_TIME = 1_000;

    private final FlowerProject project;
    private final Supplier<Instant> now;
    private final int maxEntries;
    private final long maxBytes;

    @Inject
    Trash(FlowerProject project) {
        this(project, Instant::now, MAX, MAX_BYTES);
    }

    Trash(FlowerProject project, Supplier<Instant> now, int maxEntries, long maxBytes) {
        this.project = project;
        this.now = now;
        this.maxEntries = maxEntries;
        this.maxBytes = maxBytes;
    }

    /**
     * Moves a file of the project and its parts. A part that cannot be moved remains.
     *
     * @return the name of the entry
     * @throws IOException if the file cannot be moved; it is unchanged then
     */
    synchronized String move(Path file, List<Path> parts) throws IOException {
        Path entry = entry(file);
        try {
            move(file, place(entry, file));
        } catch (IOException failed) {
            PrivateFiles.deleteTree(entry);
            throw failed;
        }
        for (Path part : parts) {
            try {
                move(part, place(entry, part));
            } catch (IOException failed) {
                LOG.warnf("The file %s belongs to a deleted model and cannot be moved: %s", part, failed.getMessage());
            }
        }
        limit();
        return String.valueOf(entry.getFileName());
    }

    /**
     * Keeps the present content of a file that is about to be replaced. The file stays at its place.
     *
     * @throws IOException if it cannot be kept
     */
    synchronized void keep(Path file) throws IOException {
        Path entry = entry(file);
        try {
            PrivateFiles.linkOrCopy(file, place(entry, file));
        } catch (IOException failed) {
            PrivateFiles.deleteTree(entry);
            throw failed;
        }
        limit();
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException otherDisk) {
            Files.move(from, to);
        }
    }

    private Path entry(Path file) throws IOException {
        String name = TrashEntry.TIME.format(now.get()) + "-" + shortened(String.valueOf(file.getFileName()));
        try {
            Path folder = project.makeOwnFolder(FOLDER);
            for (int number = 1; number < MAX_OF_ONE_TIME; number++) {
                Path entry = folder.resolve(number == 1 ? name : name + "." + number);
                if (Files.notExists(entry)) {
                    return PrivateFiles.createFolders(entry);
                }
            }
        } catch (UncheckedIOException failed) {
            throw Objects.requireNonNull(failed.getCause());
        }
        throw new IOException("Too many files were deleted at one time");
    }

    private Path place(Path entry, Path file) throws IOException {
        Path place = entry.resolve(project.root().relativize(file)).normalize();
        if (!place.startsWith(entry)) {
            throw new IOException("The file is not in the project: " + file);
        }
        PrivateFiles.createFolders(place.resolveSibling(""));
        return place;
    }

    private static String shortened(String name) {
        int end = name.length();
        while (name.substring(0, end).getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
            end = name.offsetByCodePoints(end, -1);
        }
        return name.substring(0, end);
    }

    /** The entries that this class has made, the latest first; at most as many as the limit allows. */
    synchronized List<TrashEntry> entries() {
        return folders().stream()
                .flatMap(folder -> TrashEntry.read(folder, project).stream())
                .limit(maxEntries)
                .toList();
    }

    /** Deletes an entry for good. Files that cannot be deleted remain, and the log names them. */
    synchronized void delete(TrashEntry entry) {
        try {
            PrivateFiles.deleteTree(entry.folder());
        } catch (IOException undeletable) {
            LOG.warnf("An entry of the trash cannot be deleted: %s", undeletable.getMessage());
        }
    }

    private List<Path> folders() {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> found =
                Files.newDirectoryStream(project.ownFolder().resolve(FOLDER))) {
            found.forEach(entries::add);
        } catch (IOException | DirectoryIteratorException unreadable) {
            LOG.debugf(unreadable, "The trash cannot be read");
        }
        entries.sort((one, other) -> other.compareTo(one));
        return entries;
    }

    private void limit() {
        List<Path> entries = folders();
        long bytes = 0;
        for (int at = 0; at < entries.size(); at++) {
            Path entry = entries.get(at);
            bytes += size(entry);
            if (at > 0 && (at >= maxEntries || bytes > maxBytes)) {
                delete(entry);
            }
        }
    }

    private static void delete(Path entry) {
        try {
            PrivateFiles.deleteTree(entry);
            LOG.infof("The trash is full: deleted %s", entry.getFileName());
        } catch (IOException undeletable) {
            LOG.warnf("The trash cannot be emptied: %s", undeletable.getMessage());
        }
    }

    private static long size(Path entry) {
        try (Stream<Path> files = Files.walk(entry)) {
            return files.flatMap(file -> attributes(file).stream())
                    .filter(BasicFileAttributes::isRegularFile)
                    .mapToLong(BasicFileAttributes::size)
                    .sum();
        } catch (IOException | UncheckedIOException unreadable) {
            return 0;
        }
    }

    private static Optional<BasicFileAttributes> attributes(Path file) {
        try {
            return Optional.of(Files.readAttributes(file, BasicFileAttributes.class));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }
}
