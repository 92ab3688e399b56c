package dev.flsys.project;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The SHA-256 hashes of files, kept by {@link FileStamp}: an unchanged file is read once for the whole service.
 * Thread-safe, which read one file after the other. Blocks while it reads.
 */
@Singleton
public final class ContentHashes {

    private static final Logger LOG = Logger.getLogger(ContentHashes.class);

    /** Larger files are not read, as that takes many seconds. */
    public static final long MAX_SIZE = 4L * 1024 * 1024 * 1024;

    private static final int MAX_KEPT = 1_000;
    private static final int BUFFER = 128 * 1024;

    /** The oldest is forgotten first; guarded by this. */
    private final Map<FileStamp, String> known = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<FileStamp, String> eldest) {
            return size() > MAX_KEPT;
        }
    };

    private final Object reading = new Object();

    /**
     * The hash of a file, in hexadecimal digits. Empty if the file was written after {@code stamp}, is larger than 4
     * GiB, or cannot be read. Also empty if the thread is interrupted.
     */
    public Optional<String> of(FileStamp stamp) {
        if (stamp.sizeBytes() > MAX_SIZE) {
            return Optional.empty();
        }
        Optional<String> hash = findKnown(stamp);
        if (hash.isPresent()) {
            return hash;
        }
        synchronized (reading) {
            return findKnown(stamp).or(() -> read(stamp));
        }
    }

    /** The hash of a file that was read before; reads nothing. */
    public synchronized Optional<String> findKnown(FileStamp stamp) {
        return Optional.ofNullable(known.get(stamp));
    }

    private synchronized void keep(FileStamp stamp, String hash) {
        known.put(stamp, hash);
    }

    private Optional<String> read(FileStamp stamp) {
        MessageDigest digest = Sha256.begin();
        try (InputStream file = Files.newInputStream(stamp.path())) {
            byte[] buffer = new byte[BUFFER];
            for (int count = file.read(buffer); count >= 0; count = file.read(buffer)) {
                digest.update(buffer, 0, count);
                if (Thread.currentThread().isInterrupted()) {
                    return Optional.empty();
                }
            }
        } catch (IOException unreadable) {
            LOG.debugf("The content of a model file cannot be read: %s", unreadable.getMessage());
            return Optional.empty();
        }
        String hash = Sha256.end(digest);
        if (!FileStamp.read(stamp.path()).equals(Optional.of(stamp))) {
            return Optional.empty();
        }
        keep(stamp, hash);
        return Optional.of(hash);
    }
}
