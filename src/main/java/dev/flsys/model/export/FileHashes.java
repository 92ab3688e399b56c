package dev.flsys.model.export;

import dev.flsys.project.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 of files. A hash is remembered while size and time of the file are unchanged, because each load needs the
 * hashes of weights and exports several times. Thread-safe.
 */
final class FileHashes {

    /** A file that was written within this time is read again, because a second write may have the same time stamp. */
    private static final Duration AT_REST = Duration.ofSeconds(2);

    private static final int MAX = 4_096;
    private static final int MAX_TEXT = 4 * 1024 * 1024;

    private final Map<Key, Known> known = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Known> eldest) {
            return size() > MAX;
        }
    };

    private record Key(Path file, boolean text) {}

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
        return of(file, false);
    }

    /**
     * The hash of the content of {@code file} in hexadecimal. Each line end in a text of at most 4 MiB counts as one
     * line feed. So a checkout with other line ends has the same hash. {@code flsys_definition.py} computes the same
     * hashes.
     */
    String ofContent(Path file) throws IOException {
        return of(file, true);
    }

    private String of(Path file, boolean text) throws IOException {
        Instant started = Instant.now();
        Stamp before = Stamp.of(file);
        Key key = new Key(file, text);
        Optional<Known> remembered = remembered(key);
        if (remembered.isPresent() && remembered.get().stamp().equals(before)) {
            return remembered.get().hash();
        }
        String hash = text && before.bytes() <= MAX_TEXT ? sha256OfText(file) : sha256(file);
        if (before.modified().isBefore(started.minus(AT_REST)) && before.equals(Stamp.of(file))) {
            remember(key, new Known(before, hash));
        }
        return hash;
    }

    private synchronized Optional<Known> remembered(Key file) {
        return Optional.ofNullable(known.get(file));
    }

    private synchronized void remember(Key file, Known hash) {
        known.put(file, hash);
    }

    /** The hash of the bytes of {@code file} in hexadecimal, always read from the file. */
    static String sha256(Path file) throws IOException {
        MessageDigest digest = Sha256.begin();
        try (InputStream bytes = Files.newInputStream(file)) {
            bytes.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
        }
        return Sha256.end(digest);
    }

    private static String sha256OfText(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        // One char for each byte, so the other bytes stay the same.
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        String content = text.indexOf('\0') < 0 ? text.replaceAll("\\r\\n?", "\n") : text;
        MessageDigest digest = Sha256.begin();
        digest.update(content.getBytes(StandardCharsets.ISO_8859_1));
        return Sha256.end(digest);
    }
}
