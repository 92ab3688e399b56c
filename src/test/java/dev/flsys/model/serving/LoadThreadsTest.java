package dev.flsys.model.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.flsys.engine.file.ModelUnusable;
import dev.flsys.project.FileStamp;
import dev.flsys.testsupport.SpecialFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class LoadThreadsTest {

    @TempDir
    Path folder;

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void loads_that_wait_for_the_writer_of_a_fifo_end() throws Exception {
        try (LoadThreads loadThreads =
                new LoadThreads("test-loader", new LoadThreads.Limits(1, 0, 9), Duration.ofSeconds(2))) {
            for (int i = 1; i <= 3; i++) {
                Path fifo = SpecialFiles.fifo(folder.resolve(i + ".onnx"));
                FileStamp before = new FileStamp(fifo, 1, Instant.EPOCH);
                // the second open waits again
                var load = loadThreads.run("m", before, () -> {
                    throw new ModelUnusable("has " + (read(fifo) + read(fifo)) + " bytes");
                });
                assertThatThrownBy(() -> load.get(10, TimeUnit.SECONDS)).hasMessageContaining("has 0 bytes");
            }
            await().until(() -> loadThreads.hanging().isEmpty());
            assertThat(loadThreads.canLoad()).isTrue();
        }
    }

    private static int read(Path file) throws IOException {
        return Files.readAllBytes(file).length;
    }
}
