package dev.flsys.project;

import dev.flsys.settings.Setting;
import dev.flsys.settings.SettingsReport;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The folder of the Flower project, and the one place where a name becomes a path in it.
 *
 * <p>Safe for use by several threads.
 */
@Singleton
public class FlowerProject {

    private static final String OWN_FOLDER = ".flsys";

    private final Path root;

    @Inject
    FlowerProject(ProjectConfig config, SettingsReport report) {
        this(read(Setting.of("FLOWER_PROJECT_DIR", config.dir(), report)));
    }

    /** The project in {@code folder}, which is taken as it is if it does not exist. */
    public FlowerProject(Path folder) {
        this.root = realPath(folder).orElse(folder.toAbsolutePath().normalize());
    }

    private static Path read(Setting dir) {
        String mend = "the folder of the Flower project, absolute or relative to the working directory";
        String text = dir.required(mend);
        Optional<Path> folder = path(text);
        if (!text.isEmpty() && folder.isEmpty()) {
            dir.wrong("It is not a path.", mend);
        }
        folder.map(Path::toAbsolutePath).map(Path::normalize).ifPresent(path -> {
            if (!Files.isDirectory(path)) {
                dir.wrong((Files.exists(path) ? "It is not a folder: " : "There is no such folder: ") + path, mend);
            } else if (!Files.isReadable(path) || !Files.isExecutable(path)) {
                dir.wrong("The folder cannot be read: " + path, "give the user that runs FLSys access to it");
            }
        });
        return folder.orElse(Path.of(""));
    }

    /** The project's folder, absolute, links resolved. */
    public Path root() {
        return root;
    }

    /** {@code .flsys} in the project: what the service itself keeps. It may not exist yet. */
    public Path ownFolder() {
        return root.resolve(OWN_FOLDER);
    }

    /**
     * The path in the project that {@code written} names, relative to the project or absolute.
     *
     * @return the path as written and normalised, whether it exists or not; empty if it is not a path or leads, links
     *     followed, out of the project
     */
    public Optional<Path> resolve(String written) {
        return path(written).map(root::resolve).map(Path::normalize).filter(this::contains);
    }

    /** Whether {@code path}, links followed, is in the project. What does not exist is judged by what does of its parents. */
    public boolean contains(Path path) {
        Path normal = root.resolve(path).normalize();
        if (!normal.startsWith(root)) {
            return realPath(normal).map(real -> real.startsWith(root)).orElse(false);
        }
        Path existing = normal;
        while (!Files.exists(existing, LinkOption.NOFOLLOW_LINKS)) {
            existing = existing.getParent();
            if (existing == null) {
                return false;
            }
        }
        return realPath(existing).map(real -> real.startsWith(root)).orElse(false);
    }

    /** {@code path} relative to the project with forward slashes, as it is shown to clients. */
    public String shown(Path path) {
        Path normal = root.resolve(path).normalize();
        return normal.startsWith(root)
                ? root.relativize(normal).toString().replace('\\', '/')
                : String.valueOf(normal.getFileName());
    }

    /** Makes a folder of the service's own, {@code .flsys/first/more...}. */
    public Path makeOwnFolder(String first, String... more) {
        Path folder = ownFolder().resolve(Path.of(first, more));
        try {
            return Files.createDirectories(folder);
        } catch (IOException failed) {
            throw new UncheckedIOException("The folder cannot be made: " + folder, failed);
        }
    }

    private static Optional<Path> path(String text) {
        try {
            return text.isEmpty() || text.indexOf('\0') >= 0 ? Optional.empty() : Optional.of(Path.of(text));
        } catch (InvalidPathException notAPath) {
            return Optional.empty();
        }
    }

    private static Optional<Path> realPath(Path path) {
        try {
            return Optional.of(path.toRealPath());
        } catch (IOException missing) {
            return Optional.empty();
        }
    }
}
