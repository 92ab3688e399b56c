package dev.flsys.engine;

import dev.flsys.engine.torchscript.TorchScriptCheck;
import dev.flsys.engine.torchscript.TorchScriptRefused;
import dev.flsys.project.FileStamp;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * A checked TorchScript file for libtorch. The check and the load read the same copy, in a folder that only this user
 * can open, so nobody can replace the file between them. The copy needs the size of the file in java.io.tmpdir during
 * the load. If there is too little space, the file itself is checked and loaded, and must not change meanwhile.
 */
final class CheckedFile implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(CheckedFile.class);

    /** Space that is left free for other users of the folder for temporary files. */
    private static final long RESERVE_BYTES = 64L * 1024 * 1024;

    private final Path path;
    private final FileStamp stamp;
    private final boolean copied;

    private CheckedFile(Path path, FileStamp stamp, boolean copied) {
        this.path = path;
        this.stamp = stamp;
        this.copied = copied;
    }

    /**
     * Copies and checks {@code file}.
     *
     * @throws TorchScriptRefused if it must not be loaded
     * @throws IOException if it cannot be read, or is no regular file
     */
    static CheckedFile of(Path file) throws IOException, TorchScriptRefused {
        FileStamp stamp = FileStamp.now(file).orElseThrow(() -> new IOException("It is not a regular file"));
        Optional<Path> copy = copy(file, stamp.sizeBytes());
        CheckedFile checked =
                new CheckedFile(copy.orElse(file), copy.flatMap(FileStamp::now).orElse(stamp), copy.isPresent());
        boolean passed = false;
        try {
            TorchScriptCheck.require(checked.path());
            passed = true;
            return checked;
        } finally {
            if (!passed) {
                checked.close();
            }
        }
    }

    /** The file to load. */
    Path path() {
        return path;
    }

    /** @throws ModelUnusable if the file has changed since the check */
    void requireUnchanged() {
        if (!FileStamp.now(path).equals(Optional.of(stamp))) {
            throw new ModelUnusable("changes while it is loaded");
        }
    }

    private static Optional<Path> copy(Path file, long bytes) throws IOException {
        Path folder = Files.createTempDirectory("flsys-torchscript-");
        boolean copied = false;
        try {
            FileStore store = Files.getFileStore(folder);
            if (store.getUsableSpace() - RESERVE_BYTES < bytes) {
                LOG.debugf("%s is loaded without a copy: %s has too little space", file, folder.getParent());
                return Optional.empty();
            }
            Path copy = Files.copy(file, folder.resolve(String.valueOf(file.getFileName())));
            copied = true;
            return Optional.of(copy);
        } finally {
            if (!copied) {
                remove(folder.resolve(String.valueOf(file.getFileName())));
            }
        }
    }

    private static void remove(Path copy) {
        try {
            Files.deleteIfExists(copy);
            Files.deleteIfExists(copy.resolveSibling(""));
        } catch (IOException left) {
            LOG.warnf("A temporary file could not be removed: %s", left.getMessage());
        }
    }

    @Override
    public void close() {
        if (copied) {
            remove(path);
        }
    }
}
