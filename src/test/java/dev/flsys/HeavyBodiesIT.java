package dev.flsys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.flsys.testsupport.Load;
import dev.flsys.testsupport.PackagedService;
import dev.flsys.testsupport.RawConnection;
import dev.flsys.testsupport.SmallProject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application with a small heap, and clients that together send more than the heap holds. */
class HeavyBodiesIT {

    private static final int CLIENTS = 40;
    private static final int BODY = 20 * 1024 * 1024;

    @TempDir
    Path directory;

    @TempDir
    Path folder;

    private static byte[] picture() {
        byte[] before = "{\"model_id\":\"none\",\"image_data\":\"".getBytes(StandardCharsets.US_ASCII);
        byte[] body = new byte[BODY];
        Arrays.fill(body, (byte) 'A');
        System.arraycopy(before, 0, body, 0, before.length);
        body[BODY - 2] = '"';
        body[BODY - 1] = '}';
        return body;
    }

    @Test
    void more_uploads_than_the_heap_holds_are_answered_and_leave_no_memory_in_use() throws Exception {
        assumeThat(System.getProperty("native.image.path"))
                .as("an executable has another heap")
                .isNull();
        SmallProject.writeSettings(directory, SmallProject.copyTo(folder));
        byte[] body = picture();
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try (PackagedService service =
                PackagedService.start(directory, 0, Map.of(), List.of("-Xmx256m", "-XX:+ExitOnOutOfMemoryError"))) {
            int port = service.port();
            for (String path : List.of("/api/predict/", "/api/predict/preview/", "/api/explain/", "/predict")) {
                Map<Integer, Integer> answers = new TreeMap<>();
                Set<String> refusals = new TreeSet<>();
                List<Future<RawConnection.Answer>> all = new ArrayList<>();
                for (int i = 0; i < CLIENTS; i++) {
                    all.add(clients.submit(() -> upload(port, path, body)));
                }
                for (Future<RawConnection.Answer> each : all) {
                    RawConnection.Answer answer = each.get(2, TimeUnit.MINUTES);
                    answers.merge(answer.status(), 1, Integer::sum);
                    if (answer.status() == 503) {
                        assertThat(answer.headers()).containsKey("retry-after");
                        refusals.add(answer.body());
                    }
                }
                assertThat(answers.keySet())
                        .as("%s: %s %s", path, answers, refusals)
                        .isSubsetOf(400, 404, 503);
                assertThat(answers.keySet())
                        .as("%s: %s %s", path, answers, refusals)
                        .hasSizeGreaterThan(1);
                // A body is released a moment after its answer has arrived.
                await().untilAsserted(
                                () -> assertThat(upload(port, "/predict", body).status())
                                        .as("the heap has room again")
                                        .isEqualTo(400));
            }
            assertThat(RawConnection.ask(port, Load.REQUEST).status()).isEqualTo(200);
            service.terminate();
            assertThat(service.awaitEnd()).isZero();
            assertThat(service.log()).doesNotContain("OutOfMemoryError");
        } finally {
            clients.shutdownNow();
        }
    }

    private static RawConnection.Answer upload(int port, String path, byte[] body) throws IOException {
        try (RawConnection connection = new RawConnection(port)) {
            connection.send(RawConnection.bytes("POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                    + "Content-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n"));
            connection.send(body);
            return connection.answer();
        }
    }

    @Test
    void a_start_without_exit_on_out_of_memory_logs_a_warning() throws Exception {
        assumeThat(System.getProperty("native.image.path")).isNull();
        SmallProject.writeSettings(directory, SmallProject.copyTo(folder));
        try (PackagedService service = PackagedService.start(directory)) {
            service.port();
            assertThat(service.log()).contains("-XX:+ExitOnOutOfMemoryError");
        }
        Files.delete(directory.resolve("service.log"));
        try (PackagedService service =
                PackagedService.start(directory, 0, Map.of(), List.of("-XX:+ExitOnOutOfMemoryError"))) {
            service.port();
            assertThat(service.log()).doesNotContain("ExitOnOutOfMemoryError");
        }
    }
}
