package dev.flsys.simulation.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of checkpoints, which the process of a run writes. */
class CheckpointFolderTest {

    @TempDir
    Path run;

    private Path write(String name, String content) throws IOException {
        Path file = run.resolve("checkpoints").resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    /** A file in the format safetensors. */
    static byte[] file(String header, int data) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + text.length + data)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .put(text)
                .array();
    }

    @Test
    void the_latest_round_is_the_first_one_and_other_files_are_ignored() throws IOException {
        write("round_2.safetensors", "22");
        write("round_10.safetensors", "10.10");
        write("round_10.state.safetensors", "state");
        write("round_2.safetensors.17.tmp", "x");
        write("round_0.safetensors", "x");
        write("round_99999999999.safetensors", "x");
        Files.createSymbolicLink(run.resolve("checkpoints/round_3.safetensors"), run.resolve("elsewhere"));
        Files.createDirectory(run.resolve("checkpoints/round_4.safetensors"));
        CheckpointFolder folder = CheckpointFolder.of(run);
        assertThat(folder.list()).extracting(Checkpoint::round).containsExactly(10, 2);
        assertThat(folder.list()).extracting(Checkpoint::bytes).containsExactly(10L, 2L);
        assertThat(folder.list().get(1).state()).isNull();
        assertThat(folder.bytes()).isEqualTo(12);
        assertThat(folder.find(3)).isEmpty();
    }

    @Test
    void a_run_without_checkpoints_has_none() throws IOException {
        assertThat(CheckpointFolder.of(run).list()).isEmpty();
        Files.writeString(run.resolve("checkpoints"), "no folder");
        assertThat(CheckpointFolder.of(run).list()).isEmpty();
    }

    @Test
    void a_checkpoint_of_another_run_outlives_that_run() throws IOException {
        write("round_3.safetensors", "arrays");
        write("round_3.state.safetensors", "state");
        CheckpointFolder parent = CheckpointFolder.of(run);
        CheckpointFolder child = CheckpointFolder.ofStart(run.resolve("child"));
        child.add(parent.find(3).orElseThrow());
        assertThat(parent.delete()).isEqualTo(11);
        assertThat(parent.list()).isEmpty();
        Checkpoint kept = child.find(3).orElseThrow();
        assertThat(kept.arrays()).hasContent("arrays");
        assertThat(kept.state()).hasContent("state");
        assertThat(child.delete()).isEqualTo(11);
        assertThat(child.delete()).isZero();
    }

    @Test
    void a_header_has_what_the_observer_noted() throws IOException {
        Path file = run.resolve("round_3.safetensors");
        String own = "{\\\"best\\\":true,\\\"metrics\\\":{\\\"accuracy\\\":0.5,\\\"loss\\\":\\\"NaN\\\"}}";
        String header = "{\"__metadata__\":{\"flsys\":\"" + own + "\"},"
                + "\"0\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";
        Files.write(file, file(header, 8));
        assertThat(CheckpointHeader.read(file)).isEqualTo(new CheckpointHeader(true, true, Map.of("accuracy", 0.5)));
        Files.write(file, file(header, 7));
        assertThat(CheckpointHeader.read(file).whole()).isFalse();
    }

    @Test
    void a_damaged_header_is_no_failure() throws IOException {
        Path file = run.resolve("round_3.safetensors");
        for (byte[] damaged : new byte[][] {
            {}, {1, 2, 3}, file("{", 4), file("[1]", 4), file("{\"__metadata__\":{\"flsys\":\"{\"}}", 0), new byte[64]
        }) {
            Files.write(file, damaged);
            assertThat(CheckpointHeader.read(file).whole()).isFalse();
        }
        Files.write(
                file,
                ByteBuffer.allocate(16)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(Long.MAX_VALUE)
                        .array());
        assertThat(CheckpointHeader.read(file).whole()).isFalse();
        assertThat(CheckpointHeader.read(run.resolve("absent")).whole()).isFalse();
    }
}
