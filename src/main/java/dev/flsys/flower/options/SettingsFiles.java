package dev.flsys.flower.options;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The files of a project from which a script may read the default values of its options. */
final class SettingsFiles {

    private static final int MAX_DEPTH = 5;
    private static final int MAX = 5_000;
    private static final Pattern WANTED = Pattern.compile(".*\\.(?:ya?ml|json|toml|ini|cfg)");
    /** Folders of results, which are many and hold no settings. */
    private static final Set<String> RESULTS = Set.of("outputs", "multirun", "node_modules", "__pycache__", "wandb");

    private SettingsFiles() {}

    /** A text that changes when such a file changes. Reads names and times of at most {@value #MAX} files. */
    static String computeDigest(Path root) throws IOException {
        Set<String> files = new TreeSet<>();
        int[] seen = {0};
        Files.walkFileTree(root, EnumSet.noneOf(FileVisitOption.class), MAX_DEPTH, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                String name = String.valueOf(folder.getFileName());
                boolean ignored = !folder.equals(root) && (name.startsWith(".") || RESULTS.contains(name));
                return ignored ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (WANTED.matcher(String.valueOf(file.getFileName())).matches()) {
                    files.add(file + " " + attributes.size() + " " + attributes.lastModifiedTime());
                }
                return ++seen[0] > MAX ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException unreadable) {
                return FileVisitResult.CONTINUE;
            }
        });
        return Integer.toHexString(files.hashCode());
    }
}
