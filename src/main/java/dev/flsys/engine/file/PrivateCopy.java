package dev.flsys.engine.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Copies of the files of one model in a folder below java.io.tmpdir that only this user can open. A load that reads
 * them does not see what happens to the files themselves. For use by one thread.
 */
public final class PrivateCopy implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(PrivateCopy.class);

    /** Space that is left free for other users of the folder for temporary files. */
    private static final long RESERVE_BYTES = 64L * 1024 * 1024;

    private final Path folder;
    /** The created folders and files, in the order of their creation. */
    private final List<Path> made = new ArrayList<>();

    private PrivateCopy(Path folder) {
        this.folder = folder;
        made.add(folder);
    }

    /** A new, empty folder. */
    public static PrivateCopy start() throws IOException {
        return new PrivateCopy(Files.createTempDirectory("flsys-load-"));
    }

    /** The folder for temporary files, for users. */
    static String place() {
        return System.getProperty("java.io.tmpdir");
    }

    /**
     * Copies {@code file}.
     *
     * @param name its path in the folder of the copies; must not lead out of it
     * @return the copy; empty if there is too little space
     * @throws IOException if it cannot be read or written
     */
    Optional<Path> add(Path file, String name) throws IOException {
        FileStore store = Files.getFileStore(folder);
        if (store.getUsableSpace() - RESERVE_BYTES < Files.size(file)) {
            LOG.debugf("%s has too little space for a copy of %s", folder.getParent(), file);
            return Optional.empty();
        }
        Path relative = Path.of(name).normalize();
        Path place = folder;
        for (int i = 0; i < relative.getNameCount() - 1; i++) {
            place = place.resolve(relative.getName(i));
            if (!made.contains(place)) {
                Files.createDirectory(place);
                made.add(place);
            }
        }
        Path copy = folder.resolve(relative);
        made.add(copy);
        return Optional.of(Files.copy(file, copy));
    }

    /**
     * Copies an open file, and appends bytes to the copy.
     *
     * @param name the name of the copy in the folder of the copies
     * @return the copy
     * @throws IOException if it cannot be read or written, or there is too little space
     */
    public Path add(FileChannel content, String name, byte[] addition) throws IOException {
        long size = content.size();
        if (Files.getFileStore(folder).getUsableSpace() - RESERVE_BYTES < size + addition.length) {
            throw new IOException(place() + " has too little space");
        }
        Path copy = folder.resolve(name);
        made.add(copy);
        try (FileChannel to = FileChannel.open(copy, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            long copied = 0;
            while (copied < size) {
                long more = content.transferTo(copied, size - copied, to);
                if (more <= 0) {
                    throw new IOException("The file became shorter");
                }
                copied += more;
            }
            ByteBuffer rest = ByteBuffer.wrap(addition);
            while (rest.hasRemaining()) {
                to.write(rest);
            }
        }
        return copy;
    }

    /** Deletes the copies. A program that has one open can still use it, except on Windows. */
    @Override
    public void close() {
        try {
            for (int i = made.size() - 1; i >= 0; i--) {
                Files.deleteIfExists(made.get(i));
            }
        } catch (IOException left) {
            LOG.warnf("A temporary file could not be removed: %s", left.getMessage());
        }
    }
}
