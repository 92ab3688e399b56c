package dev.flsys.model.export;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 of files. A hash is remembered while size and time of the file are unchanged, because each load needs the
 * hashes of weights and exports several times. Safe for use by several threads.
 */
final class FileHashes {

    /** A file that was written so shortly before is read again: its time may hide a second write in the same moment. */
    private static final Duration AT_REST = Duration.ofSeconds(2);

    private static final int MOST = 1_024;

    private final Map<Path, Known> known = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, Known> eldest) {
            return size() > MOST;
        }
    };

    private record Known(Stamp stamp, String hash) {}

    private record Stamp(
            long bytes, Instant modified, @Nullable Object key) {

        static Stamp of(Path file) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                throw new IOException("It is not a regular file: " + file);
            }
            return new Stamp(attributes.size(), attributes.lastModifiedTime().toInstant(), attributes.fileKey());
        }
    }

    /** The hash of the bytes of {@code file} in hexadecimal. */
    String of(Path file) throws IOException {
        Instant started = Instant.now();
        Stamp before = Stamp.of(file);
        Optional<Known> remembered = remembered(file);
        if (remembered.isPresent() && remembered.get().stamp().equals(before)) {
            return remembered.get().hash();
        }
        String hash = sha256(file);
        if (before.modified().isBefore(started.minus(AT_REST)) && before.equals(Stamp.of(file))) {
            remember(file, new Known(before, hash));
        }
        return hash;
    }

    private synchronized Optional<Known> remembered(Path file) {
        return Optional.ofNullable(known.get(file));
    }

    private synchronized void remember(Path file, Known hash) {
        known.put(file, hash);
    }

    /** The hash of the bytes of {@code file} in hexadecimal, always read from the file. */
    static String sha256(Path file) throws IOException {
        MessageDigest digest = sha256();
        byte[] chunk = new byte[128 * 1024];
        try (InputStream bytes = Files.newInputStream(file)) {
            for (int read = bytes.read(chunk); read >= 0; read = bytes.read(chunk)) {
                digest.update(chunk, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has SHA-256", impossible);
        }
    }
}
