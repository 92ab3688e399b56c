package dev.flsys.simulation.provenance;

import dev.flsys.project.Sha256;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The hashes of a project's source files: Python, shell, notebooks, TOML, YAML and INI, and lists of requirements. Left
 * out are hidden folders, virtual environments, links, and files of more than 4 MiB. At most 2,000 files count.
 */
final class SourceFiles extends SimpleFileVisitor<Path> {

    private static final Set<String> SUFFIXES =
            Set.of("py", "pyx", "sh", "ipynb", "toml", "yaml", "yml", "ini", "cfg", "c", "cpp", "cu");
    private static final Set<String> FOREIGN = Set.of("__pycache__", "node_modules", "site-packages");
    private static final int MOST = 2_000;
    private static final int LARGEST = 4 << 20;
    private static final int DEEPEST = 10;

    private final Path root;
    private final Map<String, String> hashes = new TreeMap<>();

    private SourceFiles(Path root) {
        this.root = root;
    }

    /** SHA-256 of each file in hexadecimal, by its path in the project with {@code /}. */
    static Map<String, String> hashes(Path root) throws IOException {
        SourceFiles files = new SourceFiles(root);
        Files.walkFileTree(root, EnumSet.noneOf(FileVisitOption.class), DEEPEST, files);
        return files.hashes;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        String name = String.valueOf(folder.getFileName());
        boolean foreign = name.startsWith(".") || FOREIGN.contains(name) || Files.exists(folder.resolve("pyvenv.cfg"));
        return foreign && !folder.equals(root) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (attributes.isRegularFile() && attributes.size() <= LARGEST && isSource(file)) {
            try {
                MessageDigest digest = Sha256.begin();
                digest.update(Files.readAllBytes(file));
                hashes.put(root.relativize(file).toString().replace('\\', '/'), Sha256.end(digest));
            } catch (IOException gone) {
                return FileVisitResult.CONTINUE;
            }
        }
        return hashes.size() < MOST ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
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
