package dev.flsys.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.flsys.testsupport.PackagedService;
import dev.flsys.testsupport.RawConnection;
import dev.flsys.testsupport.SmallProject;
import dev.flsys.testsupport.TestProject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uploads to the packaged application: large ones, on a full disk, and during a kill. */
class ModelFileFaultsIT {

    private static final byte[] MODEL = TestProject.resource("three_small.onnx");
    private static final int BLOCK = 1 << 20;

    @TempDir
    Path directory;

    @TempDir
    Path folder;

    private Path weights;

    @BeforeEach
    void makeProject() throws IOException {
        SmallProject.writeSettings(directory, SmallProject.copyTo(folder));
        weights = folder.resolve("weights");
    }

    private static byte[] head(String name, String further) {
        return RawConnection.bytes("POST /api/models/?name=" + name + " HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                + "Content-Type: application/octet-stream\r\n" + further + "\r\n");
    }

    /** The start of a file of safetensors with one tensor of zeros. */
    private static byte[] header(long blocks) {
        long bytes = blocks * BLOCK;
        byte[] json = ("{\"w\":{\"dtype\":\"F32\",\"shape\":[" + bytes / 4 + "],\"data_offsets\":[0," + bytes + "]}}")
                .getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(8 + json.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .array();
    }

    private static RawConnection.Answer uploadLarge(int port, String name, int blocks) throws IOException {
        byte[] start = header(blocks);
        byte[] block = new byte[BLOCK];
        try (RawConnection connection = new RawConnection(port)) {
            connection.send(head(name, "Content-Length: " + (start.length + (long) blocks * BLOCK) + "\r\n"));
            connection.send(start);
            for (int i = 0; i < blocks; i++) {
                connection.send(block);
            }
            return connection.answer();
        }
    }

    private static List<String> names(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Test
    void files_larger_than_the_heap_are_stored_and_sent_with_little_memory() throws Exception {
        assumeThat(System.getProperty("native.image.path"))
                .as("an executable has another heap")
                .isNull();
        int blocks = 300;
        ExecutorService clients = Executors.newFixedThreadPool(2);
        try (PackagedService service =
                PackagedService.start(directory, 0, Map.of(), List.of("-Xmx256m", "-XX:+ExitOnOutOfMemoryError"))) {
            int port = service.port();
            assertThat(uploadLarge(port, "first.safetensors", 100).status()).isEqualTo(201);
            ProcessFigures figures = new ProcessFigures(service.pid());
            figures.resetPeak();
            long before = figures.megabytes();
            List<Future<RawConnection.Answer>> both = new ArrayList<>();
            for (String name : List.of("a.safetensors", "b.safetensors")) {
                both.add(clients.submit(() -> uploadLarge(port, name, blocks)));
            }
            for (Future<RawConnection.Answer> each : both) {
                assertThat(each.get(5, TimeUnit.MINUTES).status()).isEqualTo(201);
            }
            long size = header(blocks).length + (long) blocks * BLOCK;
            assertThat(Files.size(weights.resolve("a.safetensors"))).isEqualTo(size);
            try (RawConnection connection = new RawConnection(port)) {
                connection.send(RawConnection.get("/api/models/a/file"));
                String head = new String(connection.read(12), StandardCharsets.US_ASCII);
                assertThat(head).isEqualTo("HTTP/1.1 200");
                long read = 0;
                while (read < size) {
                    int part = connection.read((int) Math.min(BLOCK, size - read)).length;
                    assertThat(part).isPositive();
                    read += part;
                }
            }
            // All pages of a heap of 256 MiB may become resident; the files together are 600 MiB.
            long grown = figures.peakMegabytes() - before;
            assertThat(grown).isLessThan(300);
            assertThat(service.log()).doesNotContain("OutOfMemoryError", " ERROR ");
        } finally {
            clients.shutdownNow();
        }
    }

    @Test
    void a_kill_during_an_upload_leaves_nothing_after_the_next_start() throws Exception {
        try (PackagedService service = PackagedService.start(directory)) {
            int port = service.port();
            try (RawConnection connection = new RawConnection(port)) {
                connection.send(head("half.onnx", "Content-Length: 10000000\r\n"));
                connection.send(new byte[BLOCK]);
                await().until(() -> names(weights).stream().anyMatch(name -> name.startsWith(".flsys-upload-")));
                service.kill();
            }
        }
        assertThat(names(weights)).hasSize(1);
        try (PackagedService service = PackagedService.start(directory)) {
            service.port();
            await().untilAsserted(() -> assertThat(names(weights)).isEmpty());
        }
    }

    @Test
    void a_full_disk_ends_an_upload_with_507_and_leaves_nothing() throws Exception {
        assumeThat(canMount()).as("root").isTrue();
        try (SmallDisk disk = SmallDisk.at(weights, 340);
                PackagedService service = PackagedService.start(directory)) {
            int port = service.port();
            RawConnection.Answer announced = uploadLarge(port, "large.safetensors", 100);
            assertThat(announced.status()).as(announced.body()).isEqualTo(507);
            try (RawConnection connection = new RawConnection(port)) {
                connection.send(head("large.safetensors", "Transfer-Encoding: chunked\r\n"));
                byte[] block = new byte[BLOCK];
                for (int i = 0; i < 200; i++) {
                    connection.send(RawConnection.bytes("100000\r\n"));
                    connection.send(block);
                    connection.send(RawConnection.bytes("\r\n"));
                }
                connection.send(RawConnection.bytes("0\r\n\r\n"));
                RawConnection.Answer answer = connection.answer();
                assertThat(answer.status()).as(answer.body()).isEqualTo(507);
                assertThat(answer.body()).contains("too little space");
            }
            await().untilAsserted(() -> assertThat(names(weights)).isEmpty());

            // The trash is on another file system than the model.
            try (RawConnection connection = new RawConnection(port)) {
                connection.send(head("net.onnx", "Content-Length: " + MODEL.length + "\r\n"));
                connection.send(MODEL);
                assertThat(connection.answer().status()).isEqualTo(201);
                connection.send(head("net.onnx&replace=true", "Content-Length: " + MODEL.length + "\r\n"));
                connection.send(MODEL);
                assertThat(connection.answer().status()).isEqualTo(200);
                connection.send(RawConnection.bytes("DELETE /api/models/net HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"));
                assertThat(connection.answer().status()).isEqualTo(204);
            }
            assertThat(names(weights)).isEmpty();
            assertThat(names(folder.resolve(".flsys/trash"))).hasSize(2);
            disk.fill();
            RawConnection.Answer full = uploadLarge(port, "small.safetensors", 1);
            assertThat(full.status()).as(full.body()).isEqualTo(507);
        }
    }

    private static boolean canMount() {
        return "root".equals(System.getProperty("user.name"));
    }
}
