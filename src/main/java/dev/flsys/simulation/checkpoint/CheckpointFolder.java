package dev.flsys.simulation.checkpoint;

import dev.flsys.project.PrivateFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The folder with the checkpoints of a run. The observer replaces each file as a whole and never changes one, so a hard
 * link of it keeps its content.
 *
 * @param folder may not exist
 */
public record CheckpointFolder(Path folder) {

    private static final Pattern ARRAYS = Pattern.compile("round_([1-9]\\d{0,8})\\.safetensors");
    private static final String STATE = ".state.safetensors";
    private static final int MAX = 2_000;

    /** The checkpoints of a run. */
    public static CheckpointFolder of(Path run) {
        return new CheckpointFolder(run.resolve("checkpoints"));
    }

    /** The copy of the checkpoint with which a run starts. */
    public static CheckpointFolder ofStart(Path run) {
        return new CheckpointFolder(run.resolve("resume"));
    }

    /** The checkpoints, the latest round first; none if the folder cannot be read. Links are not followed. */
    public List<Checkpoint> list() {
        // Most runs have no such folder. File.isDirectory creates no exception for a missing folder; Files.isDirectory
        // does so internally.
        if (!folder.toFile().isDirectory() || Files.isSymbolicLink(folder)) {
            return List.of();
        }
        List<Checkpoint> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Matcher name = ARRAYS.matcher(String.valueOf(file.getFileName()));
                if (name.matches() && found.size() < MAX) {
                    checkpoint(Integer.parseInt(name.group(1)), file).ifPresent(found::add);
                }
            }
        } catch (IOException | RuntimeException unreadable) {
            return List.of();
        }
        found.sort(Comparator.comparingInt(Checkpoint::round).reversed());
        return found;
    }

    /** The checkpoint of a round. */
    public Optional<Checkpoint> find(int round) {
        return list().stream().filter(each -> each.round() == round).findFirst();
    }

    /** The bytes of all checkpoints. */
    public long bytes() {
        return list().stream().mapToLong(Checkpoint::bytes).sum();
    }

    /**
     * Adds a checkpoint of another folder: links of its files, or copies where the file system has no links. The file
     * with the arrays comes last.
     */
    public void add(Checkpoint other) throws IOException {
        PrivateFiles.createFolders(folder);
        Path state = other.state();
        if (state != null) {
            link(state);
        }
        link(other.arrays());
    }

    private void link(Path file) throws IOException {
        link(file, folder.resolve(String.valueOf(file.getFileName())));
    }

    /** Makes {@code target} a link of a file of a checkpoint, or a copy where the file system has no links. */
    public static void link(Path file, Path target) throws IOException {
        Files.deleteIfExists(target);
        try {
            Files.createLink(target, file);
        } catch (NoSuchFileException gone) {
            throw gone;
        } catch (IOException | UnsupportedOperationException noLinks) {
            Files.copy(file, target, LinkOption.NOFOLLOW_LINKS);
        }
    }

    /**
     * Deletes the checkpoints.
     *
     * @return the bytes that were freed
     */
    public long delete() throws IOException {
        long bytes = bytes();
        try {
            PrivateFiles.deleteTree(folder);
        } catch (NotDirectoryException | NoSuchFileException gone) {
            return 0;
        }
        return bytes;
    }

    private static Optional<Checkpoint> checkpoint(int round, Path file) throws IOException {
        Long arrays = size(file);
        if (arrays == null) {
            return Optional.empty();
        }
        Path state = file.resolveSibling("round_" + round + STATE);
        Long more = size(state);
        return Optional.of(
                new Checkpoint(round, file, more == null ? null : state, arrays + (more == null ? 0 : more)));
    }

    /** The size of a regular file; null if there is none. */
    private static @Nullable Long size(Path file) throws IOException {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) ? Files.size(file) : null;
    }
}
