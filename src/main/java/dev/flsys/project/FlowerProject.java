package dev.flsys.project;

import dev.flsys.settings.Setting;
import dev.flsys.settings.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * The folder of the Flower project. Names become paths in the project only here.
 *
 * <p>Thread-safe.
 */
@Singleton
public class FlowerProject {

    private static final Logger LOG = Logger.getLogger(FlowerProject.class);
    private static final String OWN_FOLDER = ".flsys";
    private static final int MAX_ENTRIES = 10_000;

    /** The cache may be committed: a clone of the project with it can predict without Python. */
    private static final String OWN_GITIGNORE = """
            # Written by FLSys. Runs and locks belong to this machine. The exported models in cache/ may be committed.
            /*
            !/cache/
            /cache/.*
            """;

    private final Path root;
    private final boolean usable;
    private volatile boolean ownFolderPrepared;

    @Inject
    FlowerProject(Settings settings) {
        this(read(settings.get("FLOWER_PROJECT_DIR")));
    }

    /** The project in {@code folder}. A project that does not exist is not {@link #isUsable usable}. */
    public FlowerProject(Path folder) {
        this(Optional.of(folder).filter(Files::isDirectory), folder);
    }

    private FlowerProject(Optional<Path> found) {
        this(found, Path.of(""));
    }

    private FlowerProject(Optional<Path> found, Path otherwise) {
        Path folder = found.orElse(otherwise);
        this.root = realPath(folder).orElse(folder.toAbsolutePath().normalize());
        this.usable = found.isPresent();
    }

    /** The folder of FLOWER_PROJECT_DIR; empty, and reported, if it cannot be used. */
    private static Optional<Path> read(Setting dir) {
        String remedy = "the folder of the Flower project, absolute or relative to the working directory";
        String text = dir.required(remedy);
        Optional<Path> folder = path(text);
        if (!text.isEmpty() && isLost(text)) {
            dir.reportWrong(
                    "The service cannot open a path with these characters, because its locale encodes file names as "
                            + System.getProperty("sun.jnu.encoding") + ".",
                    "start it with LANG=C.UTF-8 and without LC_ALL=C");
            return Optional.empty();
        }
        if (!text.isEmpty() && folder.isEmpty()) {
            dir.reportWrong("It is not a path.", remedy);
        }
        return folder.map(Path::toAbsolutePath).map(Path::normalize).filter(path -> {
            if (!Files.isDirectory(path)) {
                dir.reportWrong(
                        (Files.exists(path) ? "It is not a folder: " : "There is no such folder: ") + path, remedy);
                return false;
            }
            if (!Files.isReadable(path) || !Files.isExecutable(path)) {
                dir.reportWrong("The folder cannot be read: " + path, "give the user that runs FLSys access to it");
                return false;
            }
            return true;
        });
    }

    /** Whether the encoding of file names cannot express a character, or the character was replaced before. */
    private static boolean isLost(String text) {
        String names = System.getProperty("sun.jnu.encoding", "UTF-8");
        return text.indexOf('\uFFFD') >= 0
                || !Charset.isSupported(names)
                || !Charset.forName(names).newEncoder().canEncode(text);
    }

    /**
     * Whether the folder of the project exists and can be read. If not, settings that name a file in it cannot be
     * checked and are not reported.
     */
    public boolean isUsable() {
        return usable;
    }

    /** The folder of the project, absolute, with links resolved. */
    public Path root() {
        return root;
    }

    /** {@code .flsys} in the project, the folder for files of the service. It may not exist yet. */
    public Path ownFolder() {
        return root.resolve(OWN_FOLDER);
    }

    /**
     * The path of {@code written}, which is absolute or relative to the project.
     *
     * @return the normalised path, whether it exists or not; empty if it is not a path or, with links followed, is
     *     outside the project
     */
    public Optional<Path> resolve(String written) {
        return path(written).map(root::resolve).map(Path::normalize).filter(this::contains);
    }

    /**
     * Whether {@code path}, with links followed, is in the project. For a path that does not exist, its nearest
     * existing parent decides.
     */
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

    /** {@code path} relative to the project, with forward slashes, for clients. */
    public String displayPath(Path path) {
        Path normal = root.resolve(path).normalize();
        // A path that reaches the project through a link.
        Path inProject = normal.startsWith(root) ? normal : realPath(normal).orElse(normal);
        return inProject.startsWith(root)
                ? root.relativize(inProject).toString().replace('\\', '/')
                : String.valueOf(normal.getFileName());
    }

    /**
     * The regular files directly in {@code folder} whose names are {@code wanted}, sorted. Hidden files are ignored,
     * and so are files that, with links followed, are outside the project. At most 10,000 entries of the folder are
     * read.
     *
     * @return paths in {@code folder}; none if it is not a folder of the project or cannot be read
     */
    public List<Path> files(Path folder, Predicate<String> wanted) {
        if (!Files.isDirectory(folder) || !contains(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.limit(MAX_ENTRIES)
                    .filter(entry -> isWanted(String.valueOf(entry.getFileName()), wanted))
                    .filter(entry -> Files.isRegularFile(entry) && contains(entry))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException unreadable) {
            return List.of();
        }
    }

    private static boolean isWanted(String name, Predicate<String> wanted) {
        return !name.startsWith(".") && wanted.test(name);
    }

    /**
     * Creates {@code .flsys/first/more...}, which only the user of the service can read. A new {@code .flsys} gets a
     * {@code .gitignore}.
     *
     * @throws UncheckedIOException if the folder cannot be created, or the project does not exist any more
     */
    public Path makeOwnFolder(String first, String... more) {
        Path folder = ownFolder().resolve(Path.of(first, more));
        if (!Files.isDirectory(root)) {
            // The folder is never created again, because an empty folder would hide one that was moved or unmounted.
            throw new UncheckedIOException(
                    new NoSuchFileException(root.toString(), null, "The folder of the project is not there any more."));
        }
        try {
            if (!ownFolderPrepared || !Files.isDirectory(ownFolder())) {
                prepareOwnFolder();
            }
            return PrivateFiles.createFolders(folder);
        } catch (IOException failed) {
            throw new UncheckedIOException("Could not create the folder " + folder, failed);
        }
    }

    /** Also makes a folder private that an earlier version created. */
    private void prepareOwnFolder() throws IOException {
        PrivateFiles.restrict(PrivateFiles.createFolders(ownFolder()));
        ownFolderPrepared = true;
        Path ignore = ownFolder().resolve(".gitignore");
        if (Files.exists(ignore, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (FileChannel channel = PrivateFiles.open(ignore, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(OWN_GITIGNORE.getBytes(StandardCharsets.UTF_8)));
        } catch (FileAlreadyExistsException otherService) {
            LOG.debugf("%s was written by another service", ignore);
        } catch (IOException readOnly) {
            LOG.debugf(readOnly, "%s cannot be written", ignore);
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
