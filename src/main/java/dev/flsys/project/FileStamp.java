package dev.flsys.project;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The size and time of a file, by which a changed content is detected without reading it.
 *
 * @param path the file
 * @param sizeBytes its size
 * @param modified its last modification, as exactly as the file system reports it
 */
public record FileStamp(Path path, long sizeBytes, Instant modified) {

    /** The present stamp of {@code path}; empty if there is no such regular file. */
    public static Optional<FileStamp> read(Path path) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return attributes.isRegularFile()
                    ? Optional.of(new FileStamp(
                            path,
                            attributes.size(),
                            attributes.lastModifiedTime().toInstant()))
                    : Optional.empty();
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** The identity of the file at {@code path}: device and inode. Null if there is none, or the system has none. */
    public static @Nullable Object key(Path path) {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        } catch (IOException gone) {
            return null;
        }
    }
}
