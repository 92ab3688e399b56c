package dev.flsys.model.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.flsys.engine.file.ModelUnusable;
import dev.flsys.testsupport.SpecialFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ModelPartsTest {

    /** A thread that waits for a writer of a FIFO waits forever, so this only ends a failing test. */
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    @Test
    void a_model_file_is_opened_to_read() throws IOException {
        Path file = Files.writeString(folder.resolve("net.pth"), "weights");
        assertThat(length(file)).isEqualTo(7);
        assertThat(ModelParts.of(file)).isEmpty();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void a_fifo_in_the_place_of_a_model_file_is_empty() throws IOException {
        Path fifo = SpecialFiles.fifo(folder.resolve("net.pth"));
        assertThat(assertTimeoutPreemptively(LIMIT, () -> length(fifo))).isZero();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void a_fifo_in_the_place_of_an_onnx_file_is_refused() throws IOException {
        Path fifo = SpecialFiles.fifo(folder.resolve("net.onnx"));
        assertTimeoutPreemptively(
                LIMIT, () -> assertThatThrownBy(() -> ModelParts.of(fifo)).isInstanceOf(ModelUnusable.class));
    }

    private static int length(Path file) throws IOException {
        try (FileChannel channel = ModelParts.open(file)) {
            return Math.max(0, channel.read(ByteBuffer.allocate(64)));
        }
    }
}
