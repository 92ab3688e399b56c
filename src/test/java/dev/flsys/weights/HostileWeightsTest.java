package dev.flsys.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights files that try to run code, or to take memory, when they are read. {@code make_hostile.py} writes them. */
class HostileWeightsTest {

    private static final long MAX_BYTES = 64L << 20;

    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    static Path folder;

    @BeforeAll
    static void write() throws Exception {
        Files.createDirectories(folder.resolve("files"));
        Files.createDirectories(folder.resolve("canaries"));
        Process writer = new ProcessBuilder(
                        "python3",
                        "src/test/resources/weights/make_hostile.py",
                        folder.resolve("files").toString(),
                        folder.resolve("canaries").toString())
                .inheritIO()
                .start();
        assertThat(writer.waitFor()).isZero();
    }

    @Test
    void each_file_is_refused_within_64_MiB_and_nothing_in_it_is_run() throws IOException {
        Map<String, String> accepted = new TreeMap<>();
        Map<String, Long> large = new TreeMap<>();
        Map<String, String> reasons = new TreeMap<>();
        List<Path> files = files();
        assertThat(files).hasSizeGreaterThan(40);
        for (Path file : files) {
            String name = String.valueOf(file.getFileName());
            long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
            try (WeightsFile weights = WeightsFile.open(file)) {
                accepted.put(name, weights.tensors().toString());
            } catch (WeightsRefused refused) {
                reasons.put(name, refused.reason());
            }
            long bytes = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
            if (bytes > MAX_BYTES) {
                large.put(name, bytes);
            }
        }
        assertThat(large).isEmpty();
        assertThat(reasons.values()).allMatch(reason -> reason.endsWith(".") && reason.length() < 600);
        assertThat(accepted).isEmpty();
        try (Stream<Path> run = Files.list(folder.resolve("canaries"))) {
            assertThat(run).isEmpty();
        }
    }

    @Test
    void a_list_with_a_million_times_the_same_tensor_is_refused_within_64_MiB() throws IOException {
        String tensor = "ctorch._utils\n_rebuild_tensor_v2\n((X\u0007\u0000\u0000\u0000storagectorch\nFloatStorage\n"
                + "X\u0001\u0000\u0000\u00000X\u0003\u0000\u0000\u0000cpuK\u0001tQ"
                + "K\u0000K\u0001\u0085K\u0001\u0085\u0089NtRq\u0000";
        String many = "0](" + "h\u0000".repeat(1_000_000) + "e.";
        Path file = Files.write(folder.resolve("many.pth"), WeightsBytes.torch(tensor + many, new byte[4]));
        long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
        assertThatThrownBy(() -> WeightsFile.open(file)).isInstanceOf(WeightsRefused.class);
        long bytes = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        assertThat(bytes).isLessThan(MAX_BYTES);
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("files"))) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
