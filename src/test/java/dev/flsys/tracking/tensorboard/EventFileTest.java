package dev.flsys.tracking.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** src/test/exports reads event files with TensorBoard itself. */
class EventFileTest {

    private static final Instant TIME = Instant.ofEpochSecond(1, 500_000_000);

    @TempDir
    private Path folder;

    private Path path() {
        return folder.resolve(EventFile.name(TIME, "run"));
    }

    /** The bytes that SummaryWriter of tensorboard 2.21 writes for a file without values at this time. */
    @Test
    void the_first_record_is_that_of_tensorboard() throws IOException {
        try (EventFile file = EventFile.create(path(), TIME)) {
            file.flush();
        }

        assertThat(HexFormat.of().formatHex(Files.readAllBytes(path()))).isEqualTo(FIRST);
    }

    private static final String FIRST =
            "1800000000000000a37f4b2209000000000000f83f1a0d627261696e2e4576656e743a322a28646c";

    @Test
    void nothing_is_written_before_flush_and_all_of_it_after() throws IOException {
        try (EventFile file = EventFile.create(path(), TIME)) {
            long first = file.flush();
            file.writeScalars(TIME, 3, Map.of("loss", Double.NaN));
            file.writeScalars(TIME, 3, Map.of());
            assertThat(Files.size(path())).isEqualTo(first);

            long second = file.flush();

            assertThat(Files.size(path())).isEqualTo(second).isGreaterThan(first);
            assertThat(file.flush()).isEqualTo(second);
        }
    }

    @Test
    void a_continued_file_loses_what_follows_its_length() throws IOException {
        long first;
        try (EventFile file = EventFile.create(path(), TIME)) {
            file.writeScalars(TIME, 1, Map.of("loss", 1.0));
            first = file.flush();
            file.writeScalars(TIME, 2, Map.of("loss", 0.5));
            file.flush();
        }
        byte[] whole = Files.readAllBytes(path());

        try (EventFile file = EventFile.open(path(), first)) {
            assertThat(Files.size(path())).isEqualTo(first);
            file.writeScalars(TIME, 2, Map.of("loss", 0.5));
            file.flush();
        }

        assertThat(Files.readAllBytes(path())).isEqualTo(whole);
    }

    @Test
    void a_file_that_became_shorter_is_not_continued() throws IOException {
        Files.write(path(), new byte[10]);

        assertThatThrownBy(() -> EventFile.open(path(), 11)).isInstanceOf(IOException.class);
    }
}
