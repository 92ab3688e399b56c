package dev.flsys.model.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * The bounds on the export cache. The oldest entries are removed first. Entries that this service used, or that are
 * younger than a day, stay: another service on the same folder may be loading them.
 *
 * @param entries most entries
 * @param bytes most bytes of all entries
 */
record ExportCacheLimit(int entries, long bytes) {

    static final ExportCacheLimit DEFAULT = new ExportCacheLimit(64, 4L << 30);

    private static final Logger LOG = Logger.getLogger(ExportCacheLimit.class);
    private static final Duration YOUNG = Duration.ofDays(1);
    private static final String ENTRY = "[0-9a-f]{32}";
    private static final String WORK = "\\.making-.*";

    private record Entry(Path folder, Instant modified, long bytes) {

        static Entry of(Path folder) {
            try (Stream<Path> files = Files.list(folder)) {
                FileTime modified = Files.getLastModifiedTime(folder);
                return new Entry(
                        folder,
                        modified.toInstant(),
                        files.mapToLong(file -> file.toFile().length()).sum());
            } catch (IOException gone) {
                return new Entry(folder, Instant.now(), 0);
            }
        }

        boolean old() {
            return modified.isBefore(Instant.now().minus(YOUNG));
        }
    }

    /** Removes surplus entries of {@code cache}, and unfinished entries of services that ended. Logs failures. */
    void apply(Path cache, Set<String> used) {
        try {
            matching(cache, WORK).stream().filter(Entry::old).forEach(entry -> remove(entry.folder()));
            List<Entry> kept = matching(cache, ENTRY);
            int count = kept.size();
            long size = kept.stream().mapToLong(Entry::bytes).sum();
            for (Entry entry : kept) {
                if (count <= entries && size <= bytes) {
                    return;
                }
                if (entry.old() && !used.contains(String.valueOf(entry.folder().getFileName()))) {
                    remove(entry.folder());
                    count--;
                    size -= entry.bytes();
                }
            }
        } catch (IOException unreadable) {
            LOG.warnf("The export cache cannot be read: %s", unreadable.getMessage());
        }
    }

    private static List<Entry> matching(Path cache, String name) throws IOException {
        try (Stream<Path> folders = Files.list(cache)) {
            List<Entry> entries = new ArrayList<>(folders.filter(Files::isDirectory)
                    .filter(folder -> String.valueOf(folder.getFileName()).matches(name))
                    .map(Entry::of)
                    .toList());
            entries.sort(Comparator.comparing(Entry::modified));
            return entries;
        }
    }

    /** Removes a folder with its content; links are removed, not followed. */
    static void remove(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException left) {
            LOG.warnf("%s could not be removed: %s", folder, left.getMessage());
        }
    }
}
