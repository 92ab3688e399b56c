package dev.flsys.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxRuntimeFilesTest {

    private final Path cache;

    OnnxRuntimeFilesTest(@TempDir Path cache) {
        this.cache = cache;
    }

    @Test
    void both_libraries_are_unpacked_once() throws IOException {
        Path folder = OnnxRuntimeFiles.unpack(cache.resolve("onnxruntime")).orElseThrow();
        Path engine = folder.resolve(System.mapLibraryName("onnxruntime"));
        assertThat(files(folder))
                .containsExactlyInAnyOrder(engine, folder.resolve(System.mapLibraryName("onnxruntime4j_jni")));
        assertThat(Files.size(engine)).isGreaterThan(1_000_000);
        FileTime first = FileTime.fromMillis(1_000_000_000_000L);
        Files.setLastModifiedTime(engine, first);
        assertThat(OnnxRuntimeFiles.unpack(cache.resolve("onnxruntime"))).contains(folder);
        assertThat(Files.getLastModifiedTime(engine)).isEqualTo(first);
    }

    @Test
    void services_that_unpack_at_the_same_time_agree_and_leave_nothing_else() throws Exception {
        ExecutorService services = Executors.newFixedThreadPool(4);
        try {
            List<Future<Path>> folders = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                folders.add(services.submit(() -> OnnxRuntimeFiles.unpack(cache).orElseThrow()));
            }
            Set<Path> unpacked = new HashSet<>();
            for (Future<Path> folder : folders) {
                unpacked.add(folder.get());
            }
            assertThat(unpacked).hasSize(1);
            assertThat(files(unpacked.iterator().next())).hasSize(2);
            assertThat(files(cache)).hasSize(1);
        } finally {
            services.shutdownNow();
        }
    }

    @Test
    void a_cache_that_is_not_a_folder_is_reported() throws IOException {
        Path file = Files.createFile(cache.resolve("file"));
        assertThatThrownBy(() -> OnnxRuntimeFiles.unpack(file)).isInstanceOf(FileSystemException.class);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
