package dev.flsys.startcache;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** A folder for one run, with a copy of the project and with all that the run writes; gone when it is closed. */
record TrainingFolder(Path path) implements AutoCloseable {

    private static final String PROJECT = "project";
    /** An environment of Python, and what a service keeps of its own runs: its lock is another service's. */
    private static final List<String> LEFT_OUT =
            List.of(".venv", "__pycache__", ".flsys/simulations", ".flsys/simulations.lock", ".flsys/deploy");

    static TrainingFolder of(Path project, Path settings) throws IOException {
        TrainingFolder folder = new TrainingFolder(Files.createTempDirectory("flsys-start-cache"));
        copy(project, folder.project());
        Files.copy(settings, folder.path.resolve(".env"));
        Files.createDirectory(folder.temporary());
        return folder;
    }

    Path project() {
        return path.resolve(PROJECT);
    }

    /** In place of the folder for temporary files, into which native libraries are unpacked. */
    Path temporary() {
        return path.resolve("tmp");
    }

    Path log() {
        return path.resolve("service.log");
    }

    /** Properties that keep the run in this folder. */
    List<String> properties() {
        return List.of(
                "-DFLOWER_PROJECT_DIR=" + project(),
                // the one in .env.example is refused
                "-DFLASK_SECRET_KEY=" + UUID.randomUUID(),
                "-Duser.home=" + path,
                "-Djava.io.tmpdir=" + temporary());
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                if (LEFT_OUT.stream().anyMatch(folder::endsWith)) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.createDirectory(to.resolve(from.relativize(folder).toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile() && LEFT_OUT.stream().noneMatch(file::endsWith)) {
                    Files.copy(file, to.resolve(from.relativize(file).toString()));
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
