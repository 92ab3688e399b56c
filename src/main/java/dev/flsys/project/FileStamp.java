package dev.flsys.project;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Optional;

/**
 * What tells one content of a file from the next without reading it.
 *
 * @param path the file
 * @param sizeBytes its size
 * @param modified when it was last written, as exactly as the file system tells
 */
public record FileStamp(Path path, long sizeBytes, Instant modified) {

    /** The stamp of {@code path} now; empty if there is no such regular file. */
    public static Optional<FileStamp> now(Path path) {
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
}
