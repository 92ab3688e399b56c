package dev.flsys.model.export;

import dev.flsys.project.PrivateFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * The folder in which one export is made. A file in it is locked as long as the service works in it. The system frees
 * the lock when the service ends in any way. So another service can detect that the folder is abandoned.
 */
final class WorkFolder implements AutoCloseable {

    static final String PREFIX = ".making-";

    private static final Logger LOG = Logger.getLogger(WorkFolder.class);
    private static final String LOCK = "lock";
    private static final int ATTEMPTS = 5;
    /**
     * The folders of this service. If their locks were opened and closed a second time, the locks would be released.
     */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel lock;

    private WorkFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /** A new work folder in {@code cache}. Its lock is the first file in it. */
    static WorkFolder in(Path cache) throws IOException {
        for (int attempt = 1; ; attempt++) {
            Path path = Files.createTempDirectory(cache, PREFIX);
            OWN.add(path);
            try {
                return locked(path);
            } catch (NoSuchFileException removed) {
                // Another service took the empty folder for an abandoned one.
                OWN.remove(path);
                if (attempt == ATTEMPTS) {
                    throw removed;
                }
            }
        }
    }

    private static WorkFolder locked(Path path) throws IOException {
        FileChannel lock =
                PrivateFiles.open(path.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            var unused = lock.tryLock();
        } catch (IOException noLocks) {
            LOG.debugf(noLocks, "%s has no locks", path);
        }
        return new WorkFolder(path, lock);
    }

    Path path() {
        return path;
    }

    /** Removes the work folders in {@code cache} whose service has ended. Logs failures. */
    static void removeAbandoned(Path cache) {
        if (!Files.isDirectory(cache)) {
            return;
        }
        try (DirectoryStream<Path> found = Files.newDirectoryStream(cache, PREFIX + "*")) {
            for (Path each : found) {
                if (!OWN.contains(each) && isAbandoned(each)) {
                    remove(each);
                }
            }
        } catch (IOException | DirectoryIteratorException unreadable) {
            LOG.warnf("The export cache cannot be read: %s", unreadable.getMessage());
        }
    }

    private static boolean isAbandoned(Path folder) {
        Path lock = folder.resolve(LOCK);
        // The folder has no lock yet. A folder with other files had a lock, because the lock is made first.
        boolean used = hasFiles(folder);
        if (Files.notExists(lock, LinkOption.NOFOLLOW_LINKS)) {
            return used || deleteEmpty(folder);
        }
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE)) {
            return channel.tryLock() != null;
        } catch (IOException | OverlappingFileLockException unknown) {
            return false;
        }
    }

    private static boolean hasFiles(Path folder) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            return files.iterator().hasNext();
        } catch (IOException | DirectoryIteratorException unreadable) {
            return false;
        }
    }

    /** Deletes a folder whose service ended before it made the lock; fails if the lock is made meanwhile. */
    private static boolean deleteEmpty(Path folder) {
        try {
            return Files.deleteIfExists(folder);
        } catch (IOException inUse) {
            LOG.debugf(inUse, "%s is in use", folder);
            return false;
        }
    }

    /**
     * Removes a folder. Its lock is the last file: after a kill during the removal, other services can still detect
     * that the folder is abandoned.
     */
    private static void remove(Path folder) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, file -> !file.endsWith(LOCK))) {
            for (Path each : files) {
                ExportCacheLimit.remove(each);
            }
        } catch (IOException | DirectoryIteratorException gone) {
            LOG.debugf(gone, "%s cannot be read", folder);
        }
        ExportCacheLimit.remove(folder);
    }

    /** Removes the folder with its content. */
    @Override
    public void close() {
        remove(path);
        try {
            lock.close();
        } catch (IOException failed) {
            LOG.debugf(failed, "The lock of %s could not be closed", path);
        }
        OWN.remove(path);
    }
}
