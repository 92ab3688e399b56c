package dev.flsys.model.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileHashesTest {

    private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));

    private final FileHashes hashes = new FileHashes();
    private final Path file;

    FileHashesTest(@TempDir Path folder) {
        this.file = folder.resolve("weights");
    }

    private String hashAfterWriting(String content, FileTime time) throws IOException {
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, time);
        return hashes.of(file);
    }

    @Test
    void a_file_that_looks_the_same_is_not_read_again() throws IOException {
        String first = hashAfterWriting("one", LONG_AGO);
        assertThat(first).isEqualTo(FileHashes.sha256(file));
        assertThat(hashAfterWriting("two", LONG_AGO)).isEqualTo(first);
    }

    @Test
    void a_file_of_another_size_or_time_is_read_again() throws IOException {
        hashAfterWriting("one", LONG_AGO);
        assertThat(hashAfterWriting("three", LONG_AGO)).isEqualTo(FileHashes.sha256(file));
        FileTime later = FileTime.from(LONG_AGO.toInstant().plusSeconds(1));
        assertThat(hashAfterWriting("seven", later)).isEqualTo(FileHashes.sha256(file));
    }

    @Test
    void a_file_that_was_written_just_now_is_read_each_time() throws IOException {
        FileTime now = FileTime.from(Instant.now());
        hashAfterWriting("one", now);
        assertThat(hashAfterWriting("two", now)).isEqualTo(FileHashes.sha256(file));
    }
}
