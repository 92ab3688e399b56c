package dev.flsys.project;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Files and folders that only the user of the service can read: modes 0600 and 0700. They hold logs, parameters and
 * session ids. On a file system without POSIX permissions they are ordinary files.
 */
public final class PrivateFiles {

    private static final Logger LOG = Logger.getLogger(PrivateFiles.class);
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");

    private static final Duration LEFTOVER_AGE = Duration.ofMinutes(1);

    private PrivateFiles() {}

    /** Creates {@code folder} and its missing parents. Existing folders keep their permissions. */
    public static Path createFolders(Path folder) throws IOException {
        return Files.createDirectories(folder, attributes(folder, FOLDER));
    }

    /** Opens {@code file} as {@link FileChannel#open} does. An existing file becomes private. */
    public static FileChannel open(Path file, OpenOption... options) throws IOException {
        FileChannel channel = FileChannel.open(file, Set.of(options), attributes(file, FILE));
        restrict(file);
        return channel;
    }

    /** Writes {@code bytes} as the whole content of {@code file}. */
    public static void write(Path file, byte[] bytes) throws IOException {
        try (FileChannel channel =
                open(file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            write(channel, bytes);
        }
    }

    private static void write(FileChannel channel, byte[] bytes) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
            channel.write(left);
        }
    }

    /**
     * Replaces the content of {@code file} atomically. A reader sees either the old or the new content. The new content
     * is on the disk before a reader sees it. Several threads and services may call this at the same time.
     */
    public static void replace(Path file, byte[] bytes) throws IOException {
        Path next = Files.createTempFile(file.toAbsolutePath().getParent(), "." + file.getFileName(), ".tmp");
        try {
            try (FileChannel channel = open(next, StandardOpenOption.WRITE)) {
                write(channel, bytes);
                channel.force(true);
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(next);
        }
    }

    /**
     * Deletes the temporary files that killed services left beside {@code file} when they replaced it. Files that are
     * younger than a minute may belong to another service and remain.
     */
    public static void deleteLeftovers(Path file) {
        deleteLeftovers(file, LEFTOVER_AGE);
    }

    /** The same as {@link #deleteLeftovers(Path)} for a file that no other service writes. */
    public static void deleteAllLeftovers(Path file) {
        deleteLeftovers(file, Duration.ZERO);
    }

    private static void deleteLeftovers(Path file, Duration age) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return;
        }
        FileTime before = FileTime.from(Instant.now().minus(age));
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "." + file.getFileName() + "*.tmp")) {
            for (Path each : found) {
                if (Files.getLastModifiedTime(each, LinkOption.NOFOLLOW_LINKS).compareTo(before) <= 0) {
                    Files.deleteIfExists(each);
                }
            }
        } catch (IOException | DirectoryIteratorException readOnly) {
            LOG.debugf(readOnly, "Could not clean %s", folder);
        }
    }

    /** Whether a failure reports that the disk is full, or that the quota of the user is used up. */
    public static boolean isFull(Throwable failure) {
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("no space left") || message.contains("quota");
    }

    /** Gives {@code to} the content of {@code from}: a second link, or a copy where the file system allows no link. */
    public static void linkOrCopy(Path from, Path to) throws IOException {
        try {
            Files.createLink(to, from);
        } catch (UnsupportedOperationException | IOException otherDisk) {
            Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    /** Deletes {@code path} and everything below it, if it exists. A symbolic link is deleted, not followed. */
    public static void deleteTree(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failed) throws IOException {
                if (failed != null) {
                    throw failed;
                }
                Files.deleteIfExists(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /**
     * Makes an existing file or folder private. A symbolic link, its target, and a file of another user remain
     * unchanged.
     */
    public static void restrict(Path path) {
        PosixFileAttributeView view =
                Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view == null) {
            return;
        }
        try {
            var now = view.readAttributes();
            Set<PosixFilePermission> wanted = now.isDirectory() ? FOLDER : FILE;
            if (!now.isSymbolicLink() && !now.permissions().equals(wanted)) {
                Files.setPosixFilePermissions(path, wanted);
            }
        } catch (IOException | UnsupportedOperationException notOurs) {
            LOG.debugf(notOurs, "Could not change the permissions of %s", path);
        }
    }

    /** Makes {@code folder} and everything in it private. */
    public static void restrictTree(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                restrict(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failed) {
                restrict(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static FileAttribute<?>[] attributes(Path path, Set<PosixFilePermission> permissions) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }
}
