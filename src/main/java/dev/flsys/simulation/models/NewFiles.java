package dev.flsys.simulation.models;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The files of a project that were written since a simulation started, in a bounded part of its folder. */
public final class NewFiles {

    private static final int MAX_DEPTH = 8;
    private static final int MAX_FILES = 10_000;

    /**
     * The result of a search.
     *
     * @param complete whether all files were seen that were to be searched
     */
    public record Found(Optional<Path> first, boolean complete) {}

    private NewFiles() {}

    /**
     * Finds a file below {@code root} whose name matches {@code name}. Links to folders are not followed.
     *
     * @param skipped whether a folder of that name is not searched
     */
    public static Found find(Instant started, Path root, Pattern name, Predicate<String> skipped) {
        Search search = new Search(root, started.minusSeconds(1), name, skipped);
        try {
            Files.walkFileTree(root, EnumSet.noneOf(FileVisitOption.class), MAX_DEPTH, search);
        } catch (IOException unreadable) {
            return new Found(Optional.ofNullable(search.found), false);
        }
        return new Found(Optional.ofNullable(search.found), search.seen <= MAX_FILES);
    }

    private static final class Search extends SimpleFileVisitor<Path> {

        private final Path root;
        /** The clock of a file system may have whole seconds. */
        private final Instant from;

        private final Pattern name;
        private final Predicate<String> skipped;
        private @Nullable Path found;
        private int seen;

        Search(Path root, Instant from, Pattern name, Predicate<String> skipped) {
            this.root = root;
            this.from = from;
            this.name = name;
            this.skipped = skipped;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            boolean skip = !folder.equals(root) && skipped.test(String.valueOf(folder.getFileName()));
            return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (!attributes.lastModifiedTime().toInstant().isBefore(from)
                    && name.matcher(String.valueOf(file.getFileName())).matches()) {
                found = file;
                return FileVisitResult.TERMINATE;
            }
            return ++seen > MAX_FILES ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException unreadable) {
            return FileVisitResult.CONTINUE;
        }
    }
}
