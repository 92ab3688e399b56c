package dev.flsys.simulation.provenance;

import dev.flsys.project.FileStamp;
import dev.flsys.project.Sha256;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The hashes of a project's source files: Python, shell, notebooks, TOML, YAML and INI, and lists of requirements.
 * Hidden folders, virtual environments, links, and files of more than 4 MiB are left out. At most 2,000 files count.
 */
final class SourceFiles extends SimpleFileVisitor<Path> {

    private static final Set<String> SUFFIXES =
            Set.of("py", "pyx", "sh", "ipynb", "toml", "yaml", "yml", "ini", "cfg", "c", "cpp", "cu");
    private static final Set<String> FOREIGN = Set.of("__pycache__", "node_modules", "site-packages");
    private static final int MAX = 2_000;
    private static final int MAX_SIZE = 4 << 20;
    private static final int MAX_DEPTH = 10;
    /** If a file changed longer ago than this and changes again, its time differs on every file system. */
    private static final Duration SETTLED = Duration.ofSeconds(3);

    private final Path root;
    private final Deadline deadline;
    private final Map<FileStamp, String> before;
    private final Map<FileStamp, String> settled = new HashMap<>();
    private final Map<String, String> hashes = new TreeMap<>();
    private final Instant begin = Instant.now();
    private boolean all = true;

    private SourceFiles(Path root, Deadline deadline, Map<FileStamp, String> before) {
        this.root = root;
        this.deadline = deadline;
        this.before = before;
    }

    /**
     * The hashes.
     *
     * @param byPath SHA-256 of each file in hexadecimal, by its path in the project with {@code /}
     * @param byStamp the same, for the next reading
     * @param all whether all files are included, because neither the time nor the number of files was exceeded
     */
    record Hashes(Map<String, String> byPath, Map<FileStamp, String> byStamp, boolean all) {

        static final Hashes NONE = new Hashes(Map.of(), Map.of(), true);
    }

    /** @param before the last reading. A file with the same size and time as in it has the same hash */
    static Hashes read(Path root, Deadline deadline, Hashes before) throws IOException {
        SourceFiles files = new SourceFiles(root, deadline, before.byStamp());
        Files.walkFileTree(root, EnumSet.noneOf(FileVisitOption.class), MAX_DEPTH, files);
        return new Hashes(files.hashes, files.settled, files.all);
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        String name = String.valueOf(folder.getFileName());
        boolean foreign = name.startsWith(".") || FOREIGN.contains(name) || Files.exists(folder.resolve("pyvenv.cfg"));
        if (foreign && !folder.equals(root)) {
            return FileVisitResult.SKIP_SUBTREE;
        }
        return next();
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (attributes.isRegularFile() && attributes.size() <= MAX_SIZE && isSource(file)) {
            if (hashes.size() == MAX) {
                all = false;
                return FileVisitResult.TERMINATE;
            }
            FileStamp stamp = new FileStamp(
                    file, attributes.size(), attributes.lastModifiedTime().toInstant());
            try {
                String known = before.get(stamp);
                String hash = known == null ? hash(file) : known;
                hashes.put(root.relativize(file).toString().replace('\\', '/'), hash);
                // The file may change again without another time.
                if (stamp.modified().isBefore(begin.minus(SETTLED))) {
                    settled.put(stamp, hash);
                }
            } catch (IOException gone) {
                return FileVisitResult.CONTINUE;
            }
        }
        return next();
    }

    private FileVisitResult next() {
        all &= !deadline.isOver();
        return all ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
    }

    private static String hash(Path file) throws IOException {
        MessageDigest digest = Sha256.begin();
        digest.update(Files.readAllBytes(file));
        return Sha256.end(digest);
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException unreadable) {
        return FileVisitResult.CONTINUE;
    }

    private static boolean isSource(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return SUFFIXES.contains(name.substring(name.lastIndexOf('.') + 1))
                || (name.startsWith("requirements") && name.endsWith(".txt"));
    }
}
