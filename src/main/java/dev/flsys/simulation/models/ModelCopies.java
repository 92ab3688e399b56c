package dev.flsys.simulation.models;

import dev.flsys.model.serving.ModelParts;
import dev.flsys.problem.Problem;
import dev.flsys.project.FileStamp;
import dev.flsys.project.FlowerProject;
import dev.flsys.project.PrivateFiles;
import dev.flsys.project.Sha256;
import dev.flsys.simulation.record.WrittenModel;
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
import org.jspecify.annotations.Nullable;

/**
 * Copies of the models that a simulation wrote, in one folder. They are no hard links: {@code torch.save} overwrites a
 * file in place, which would change every link to it. A file that changes while it is copied is left out. For one
 * thread.
 */
final class ModelCopies {

    /** The reason to leave a model out that changed while it was copied. */
    static final String WRITTEN_AGAIN = "it was written again";

    private static final int BUFFER = 1 << 20;
    /** The bytes that copies leave free on the disk. */
    private static final long LEFT_FREE = 256L << 20;

    private static final int MAX_PARTS = 1_000;
    private static final int MAX_FOLDERS = 1_000;

    private final FlowerProject project;
    private final Path folder;
    private final long limit;
    private final boolean lasting;
    private final List<KeptFiles.File> copied = new ArrayList<>();
    private long bytes;

    /**
     * @param folder an existing empty folder
     * @param limit the most bytes of all copies
     * @param lasting whether the copies have hashes, and are on the disk when they are complete; false for copies that
     *     do not outlive the service
     */
    ModelCopies(FlowerProject project, Path folder, long limit, boolean lasting) {
        this.project = project;
        this.folder = folder;
        this.limit = limit;
        this.lasting = lasting;
    }

    /**
     * A copied file.
     *
     * @param sha256 of its content; null for a copy that is not lasting
     */
    private record Copied(@Nullable String sha256) {}

    /** A file and the place of its copy. */
    private record Copy(FileStamp file, Path to) {}

    /** The copies that were made. */
    KeptFiles all() {
        return new KeptFiles(List.copyOf(copied), bytes);
    }

    /**
     * Copies a model, and the files beside it that hold its weights.
     *
     * @return the reason why it was not copied, as the rest of a sentence; empty if it was
     * @throws InterruptedIOException if the thread is interrupted
     */
    Optional<String> add(WrittenModel model) throws IOException {
        Optional<FileStamp> now = project.resolve(model.path())
                .flatMap(FileStamp::read)
                .filter(stamp -> model.isUntouched(stamp.sizeBytes(), stamp.modified()));
        if (now.isEmpty()) {
            return Optional.of(WRITTEN_AGAIN);
        }
        Optional<List<Copy>> copies = copies(now.get());
        if (copies.isEmpty()) {
            return Optional.of("files beside it that hold weights cannot be read, or are too many");
        }
        long size =
                copies.get().stream().mapToLong(each -> each.file().sizeBytes()).sum();
        if (size > limit - bytes) {
            return Optional.of("it is larger than SIMULATION_KEEP_MODELS_BYTES allows");
        }
        if (size > Files.getFileStore(folder).getUsableSpace() - LEFT_FREE) {
            return Optional.of("the disk has too little space");
        }
        try {
            Optional<Copied> made = copy(copies.get());
            if (made.isEmpty() || isOther(model, made.get())) {
                delete(copies.get());
                return Optional.of(WRITTEN_AGAIN);
            }
            Copy first = copies.get().get(0);
            String file = folder.relativize(first.to()).toString().replace('\\', '/');
            copied.add(new KeptFiles.File(
                    model.id(),
                    model.path(),
                    file,
                    first.file().sizeBytes(),
                    made.get().sha256()));
            bytes += size;
            return Optional.empty();
        } catch (InterruptedIOException | ClosedByInterruptException stopping) {
            throw stopping;
        } catch (IOException failed) {
            delete(copies.get());
            return Optional.of(String.valueOf(failed.getMessage()));
        }
    }

    /** Makes the copies and returns the first one; empty if a file changed meanwhile. */
    private Optional<Copied> copy(List<Copy> copies) throws IOException {
        Optional<Copied> first = Optional.empty();
        for (Copy each : copies) {
            Optional<Copied> made = copy(each);
            if (made.isEmpty()) {
                return made;
            }
            first = first.or(() -> made);
        }
        return first;
    }

    private static void delete(List<Copy> copies) throws IOException {
        for (Copy started : copies) {
            Files.deleteIfExists(started.to());
        }
    }

    private static boolean isOther(WrittenModel model, Copied copy) {
        String written = model.sha256();
        String content = copy.sha256();
        return written != null && content != null && !written.equals(content);
    }

    /** The copies that a model needs, itself first; empty if they are not known. */
    private Optional<List<Copy>> copies(FileStamp model) {
        Set<String> parts;
        try {
            parts = ModelParts.of(model.path());
        } catch (Problem elsewhere) {
            return Optional.empty();
        }
        if (parts.size() > MAX_PARTS) {
            return Optional.empty();
        }
        List<FileStamp> files = new ArrayList<>(List.of(model));
        List<Path> names =
                new ArrayList<>(List.of(Path.of(String.valueOf(model.path().getFileName()))));
        for (String part : parts) {
            Optional<FileStamp> stamp = FileStamp.read(model.path().resolveSibling(part));
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

    /** The folder itself, or a numbered folder below it if files of these names exist. */
    private Optional<Path> freeFolder(List<Path> names) {
        Path place = folder;
        for (int number = 2; number < MAX_FOLDERS; number++) {
            if (names.stream().map(place::resolve).noneMatch(Files::exists)) {
                return Optional.of(place);
            }
            place = folder.resolve(Integer.toString(number));
        }
        return Optional.empty();
    }

    /** Copies a file; empty if it changed meanwhile. */
    private Optional<Copied> copy(Copy copy) throws IOException {
        PrivateFiles.createFolders(Objects.requireNonNull(copy.to().getParent()));
        MessageDigest digest = lasting ? Sha256.begin() : null;
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        long left = copy.file().sizeBytes();
        try (FileChannel from = ModelParts.open(copy.file().path());
                FileChannel to =
                        PrivateFiles.open(copy.to(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            while (from.read(buffer) >= 0) {
                left -= buffer.flip().remaining();
                if (left < 0) {
                    return Optional.empty();
                }
                if (digest != null) {
                    digest.update(buffer.duplicate());
                }
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                buffer.clear();
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedIOException("The service stops");
                }
            }
            if (lasting) {
                to.force(true);
            }
        }
        Files.setLastModifiedTime(copy.to(), FileTime.from(copy.file().modified()));
        boolean whole = left == 0 && FileStamp.read(copy.file().path()).equals(Optional.of(copy.file()));
        return whole ? Optional.of(new Copied(digest == null ? null : Sha256.end(digest))) : Optional.empty();
    }
}
