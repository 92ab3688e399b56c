package dev.flsys.simulation;

import dev.flsys.model.ModelParts;
import dev.flsys.problem.Problem;
import dev.flsys.project.FileStamp;
import dev.flsys.project.FlowerProject;
import dev.flsys.project.PrivateFiles;
import dev.flsys.project.Sha256;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Copies of the models that a simulation wrote, in one folder. They are no hard links: {@code torch.save} overwrites a
 * file in place, which would change every link to it. A file that changes while it is copied is left out. For one
 * thread.
 */
final class ModelCopies {

    private static final Logger LOG = Logger.getLogger(ModelCopies.class);
    private static final int BUFFER = 1 << 20;
    /** The part of the disk that copies leave free. */
    private static final long LEFT_FREE = 256L << 20;

    private static final int MOST_PARTS = 1_000;
    private static final int MOST_FOLDERS = 1_000;

    private final FlowerProject project;
    private final Path folder;
    private final long limit;
    private final List<KeptFiles.File> copied = new ArrayList<>();
    private long bytes;

    /**
     * @param folder an existing empty folder
     * @param limit the most bytes of all copies
     */
    ModelCopies(FlowerProject project, Path folder, long limit) {
        this.project = project;
        this.folder = folder;
        this.limit = limit;
    }

    /** A file and the place of its copy. */
    private record Copy(FileStamp file, Path to) {}

    /** The copies that were made. */
    KeptFiles all() {
        return new KeptFiles(List.copyOf(copied), bytes);
    }

    /**
     * Copies a model and the files beside it that hold weights of it.
     *
     * @return whether it was copied; if not, the log has the reason
     * @throws InterruptedIOException if the thread is interrupted
     */
    boolean add(WrittenModel model) throws IOException {
        Optional<FileStamp> now = project.resolve(model.path())
                .flatMap(FileStamp::now)
                .filter(stamp -> model.isUntouched(stamp.sizeBytes(), stamp.modified()));
        if (now.isEmpty()) {
            return leftOut(model, "it was written again");
        }
        Optional<List<Copy>> copies = copies(now.get());
        if (copies.isEmpty()) {
            return leftOut(model, "files beside it that hold weights cannot be read, or are too many");
        }
        long size =
                copies.get().stream().mapToLong(each -> each.file().sizeBytes()).sum();
        if (size > limit - bytes) {
            return leftOut(model, "it is larger than SIMULATION_KEEP_MODELS_BYTES allows");
        }
        if (size > Files.getFileStore(folder).getUsableSpace() - LEFT_FREE) {
            return leftOut(model, "the disk has too little space");
        }
        try {
            Optional<String> hash = copy(copies.get());
            if (hash.isEmpty() || isOther(model, hash.get())) {
                delete(copies.get());
                return leftOut(model, "it was written again");
            }
            Copy first = copies.get().get(0);
            String file = folder.relativize(first.to()).toString().replace('\\', '/');
            copied.add(new KeptFiles.File(
                    model.id(), model.path(), file, first.file().sizeBytes(), hash.get()));
            bytes += size;
            return true;
        } catch (InterruptedIOException | ClosedByInterruptException stopping) {
            throw stopping;
        } catch (IOException failed) {
            delete(copies.get());
            return leftOut(model, String.valueOf(failed.getMessage()));
        }
    }

    /** Makes the copies and returns the hash of the first one; empty if a file changed meanwhile. */
    private static Optional<String> copy(List<Copy> copies) throws IOException {
        Optional<String> first = Optional.empty();
        for (Copy each : copies) {
            Optional<String> hash = copy(each);
            if (hash.isEmpty()) {
                return hash;
            }
            first = first.or(() -> hash);
        }
        return first;
    }

    private static void delete(List<Copy> copies) throws IOException {
        for (Copy started : copies) {
            Files.deleteIfExists(started.to());
        }
    }

    private static boolean isOther(WrittenModel model, String content) {
        return model.sha256() != null && !model.sha256().equals(content);
    }

    /** The copies that a model needs, itself first; empty if they are not known. */
    private Optional<List<Copy>> copies(FileStamp model) {
        Set<String> parts;
        try {
            parts = ModelParts.of(model.path());
        } catch (Problem elsewhere) {
            return Optional.empty();
        }
        if (parts.size() > MOST_PARTS) {
            return Optional.empty();
        }
        List<FileStamp> files = new ArrayList<>(List.of(model));
        List<Path> names =
                new ArrayList<>(List.of(Path.of(String.valueOf(model.path().getFileName()))));
        for (String part : parts) {
            Optional<FileStamp> stamp = FileStamp.now(model.path().resolveSibling(part));
            if (stamp.isEmpty()) {
                return Optional.empty();
            }
            files.add(stamp.get());
            names.add(Path.of(part).normalize());
        }
        return freeFolder(names).map(place -> {
            List<Copy> copies = new ArrayList<>();
            for (int each = 0; each < files.size(); each++) {
                copies.add(new Copy(files.get(each), place.resolve(names.get(each))));
            }
            return copies;
        });
    }

    /** The folder itself, or a numbered one below it if files of these names are there. */
    private Optional<Path> freeFolder(List<Path> names) {
        Path place = folder;
        for (int number = 2; number < MOST_FOLDERS; number++) {
            if (names.stream().map(place::resolve).noneMatch(Files::exists)) {
                return Optional.of(place);
            }
            place = folder.resolve(Integer.toString(number));
        }
        return Optional.empty();
    }

    /** Copies a file and returns the hash of its content; empty if it changed meanwhile. */
    private static Optional<String> copy(Copy copy) throws IOException {
        PrivateFiles.createFolders(Objects.requireNonNull(copy.to().getParent()));
        MessageDigest digest = Sha256.begin();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        long left = copy.file().sizeBytes();
        try (FileChannel from = FileChannel.open(copy.file().path(), StandardOpenOption.READ);
                FileChannel to =
                        PrivateFiles.open(copy.to(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            while (from.read(buffer) >= 0) {
                left -= buffer.flip().remaining();
                if (left < 0) {
                    return Optional.empty();
                }
                digest.update(buffer.duplicate());
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                buffer.clear();
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedIOException("The service stops");
                }
            }
            to.force(true);
        }
        Files.setLastModifiedTime(copy.to(), FileTime.from(copy.file().modified()));
        boolean whole = left == 0 && FileStamp.now(copy.file().path()).equals(Optional.of(copy.file()));
        return whole ? Optional.of(Sha256.end(digest)) : Optional.empty();
    }

    private static boolean leftOut(WrittenModel model, String reason) {
        LOG.warnf("The model %s of a simulation is not kept: %s", model.path(), reason);
        return false;
    }
}
