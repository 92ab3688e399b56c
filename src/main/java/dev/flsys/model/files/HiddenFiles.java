package dev.flsys.model.files;

import dev.flsys.project.FlowerProject;
import dev.flsys.project.PrivateFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The names of files that are not complete. They are hidden, so that no scan lists them, and contain the id of this
 * service. The service holds a lock of this id in {@code .flsys/uploads}. The system releases the lock when the service
 * ends in any way. The hidden files themselves cannot be locked: on POSIX systems a process loses its locks on a file
 * when it closes any channel of it. Thread-safe.
 */
public final class HiddenFiles implements AutoCloseable {

    static final String PREFIX = ".flsys-upload-";

    private static final Logger LOG = Logger.getLogger(HiddenFiles.class);
    private static final String FOLDER = "uploads";
    private static final String LOCK = ".lock";
    private static final int ID_LENGTH = 36;

    /** Another service may have created a younger lock file without having locked it yet. */
    private static final Duration LOCK_AGE = Duration.ofMinutes(1);

    private final FlowerProject project;
    private final String id = UUID.randomUUID().toString();
    private final AtomicLong number = new AtomicLong();
    private @Nullable FileChannel channel;

    public HiddenFiles(FlowerProject project) {
        this.project = project;
    }

    /**
     * A path in {@code folder} for a new file or folder.
     *
     * @throws IOException if the lock cannot be written
     */
    public Path newPath(Path folder, String suffix) throws IOException {
        lock();
        return folder.resolve(PREFIX + id + "-" + number.incrementAndGet() + suffix);
    }

    private synchronized void lock() throws IOException {
        if (channel == null) {
            Path file = project.makeOwnFolder(FOLDER).resolve(id + LOCK);
            FileChannel opened = PrivateFiles.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            if (opened.tryLock() == null) {
                opened.close();
                throw new IOException("The lock of uploads is taken");
            }
            channel = opened;
        }
    }

    /** Deletes the hidden files and folders in {@code folder} whose services have ended. */
    public void clean(Path folder) {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, PREFIX + "*")) {
            for (Path each : found) {
                String owner = owner(String.valueOf(each.getFileName()));
                if (!owner.equals(id)
                        && isGone(project.ownFolder().resolve(FOLDER).resolve(owner + LOCK))) {
                    PrivateFiles.deleteTree(each);
                    LOG.infof("Deleted an upload that had not ended: %s", each);
                }
            }
        } catch (IOException | DirectoryIteratorException readOnly) {
            LOG.debugf(readOnly, "Could not clean %s", folder);
        }
        cleanLocks(project.ownFolder().resolve(FOLDER));
    }

    private static String owner(String name) {
        int end = PREFIX.length() + ID_LENGTH;
        return name.length() >= end ? name.substring(PREFIX.length(), end) : "";
    }

    private void cleanLocks(Path folder) {
        FileTime before = FileTime.from(Instant.now().minus(LOCK_AGE));
        try (DirectoryStream<Path> locks = Files.newDirectoryStream(folder, "*" + LOCK)) {
            for (Path each : locks) {
                boolean own = String.valueOf(each.getFileName()).equals(id + LOCK);
                if (!own
                        && Files.getLastModifiedTime(each, LinkOption.NOFOLLOW_LINKS)
                                        .compareTo(before)
                                < 0
                        && isGone(each)) {
                    Files.deleteIfExists(each);
                }
            }
        } catch (IOException | DirectoryIteratorException none) {
            LOG.debugf(none, "There are no locks of uploads, or they cannot be deleted");
        }
    }

    /** Whether no service holds the lock. */
    private static boolean isGone(Path lock) {
        if (!Files.exists(lock, LinkOption.NOFOLLOW_LINKS)) {
            return true;
        }
        try (FileChannel other = FileChannel.open(lock, StandardOpenOption.WRITE);
                FileLock held = other.tryLock()) {
            return held != null;
        } catch (OverlappingFileLockException sameProcess) {
            return false;
        } catch (IOException unreadable) {
            return false;
        }
    }

    /** Releases the lock and deletes it. */
    @Override
    public synchronized void close() {
        try {
            if (channel != null) {
                Files.deleteIfExists(project.ownFolder().resolve(FOLDER).resolve(id + LOCK));
                channel.close();
            }
        } catch (IOException alreadyGone) {
            LOG.debug("The lock of uploads was already released", alreadyGone);
        }
        channel = null;
    }
}
