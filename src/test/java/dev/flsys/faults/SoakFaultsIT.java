package dev.flsys.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.testsupport.Load;
import dev.flsys.testsupport.OnnxNetwork;
import dev.flsys.testsupport.PackagedService;
import dev.flsys.testsupport.Png;
import dev.flsys.testsupport.RawConnection;
import dev.flsys.testsupport.RepeatingThreads;
import dev.flsys.testsupport.SmallProject;
import dev.flsys.testsupport.SocketIoConnection;
import dev.flsys.testsupport.SocketIoConnection.Transports;
import dev.flsys.testsupport.WebSocketClient;
import io.socket.client.IO;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The work of a long day: predictions of pictures and rows, swaps, runs with viewers, and probes. The property
 * {@code flsys.soak.minutes} sets the length of the full size. The samples are in {@code target/faults/soak.csv}.
 */
@EnabledOnOs(OS.LINUX)
class SoakFaultsIT {

    private static final boolean FULL = FaultScale.isFull();
    private static final Duration LENGTH =
            FULL ? Duration.ofMinutes(Integer.getInteger("flsys.soak.minutes", 60)) : Duration.ofSeconds(12);
    private static final Duration SAMPLE = Duration.ofSeconds(FaultScale.of(2, 10));
    private static final Duration SWAP = Duration.ofSeconds(FaultScale.of(1, 60));
    private static final Duration RUN = Duration.ofSeconds(FaultScale.of(5, 300));
    /** Half of them use the WebSocket and half Socket.IO. */
    private static final int VIEWERS = FaultScale.of(10, 50);

    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final int LINES = 200;
    private static final int MIN_SAMPLES = 4;
    private static final Path SAMPLES = Path.of("target/faults/soak.csv");

    @TempDir
    Path folder;

    private final List<WebSocketClient> watching = new ArrayList<>();
    private final List<SocketIoConnection> listening = new ArrayList<>();
    private final List<ServiceUse> samples = new ArrayList<>();
    private int swaps;
    private int runs;

    @Test
    void a_long_time_of_work_has_no_error_and_the_use_of_resources_stays() throws Exception {
        Path project = SmallProject.copyTo(folder.resolve("project"));
        byte[] network = new OnnxNetwork()
                .input("x", OnnxNetwork.FLOAT, -1, 3, 16, 16)
                .output("y", OnnxNetwork.FLOAT, -1, 3)
                .node("GlobalAveragePool", "x", "p")
                .node("Flatten", "p", "y")
                .toByteArray();
        Files.write(project.resolve("weights/colors.onnx"), network);
        Path directory = SmallProject.writeSettings(folder.resolve("service"), project);
        try (PackagedService service =
                PackagedService.start(directory, 0, Map.of("MALLOC_ARENA_MAX", "2"), options())) {
            int port = service.port();
            byte[] picture = RawConnection.post(
                    "/api/predict/", "{\"model_id\":\"colors\",\"image_data\":\"" + Png.black(32) + "\"}");
            for (byte[] request : List.of(picture, Load.REQUEST)) {
                await().atMost(TIMEOUT)
                        .until(() -> RawConnection.ask(port, request).status() == 200);
            }
            try (RepeatingThreads rows = RepeatingThreads.repeat(2, () -> predict(port));
                    RepeatingThreads probes = RepeatingThreads.repeat(1, () -> probe(port));
                    UnaffectedClients pictures = UnaffectedClients.on(port, picture)) {
                connectViewers(port);
                work(service, port);
                rows.stop();
                probes.stop();
                UnaffectedClients.Figures figures = pictures.figures();
                assertThat(figures.failures()).isEmpty();
                assertThat(figures.answered()).isPositive();
            } finally {
                watching.forEach(WebSocketClient::close);
                listening.forEach(SocketIoConnection::close);
            }
            assertThat(service.log()).doesNotContain(" ERROR ");
        }
        report();
    }

    /** The heap is resident from the start, so that resident memory grows by what is outside of it only. */
    private static List<String> options() {
        return System.getProperty("native.image.path") == null
                ? List.of(
                        "-Xms256m",
                        "-Xmx256m",
                        "-XX:+AlwaysPreTouch",
                        "-XX:+UseSerialGC",
                        "-XX:+IgnoreUnrecognizedVMOptions",
                        "-XX:TrimNativeHeapInterval=60000")
                : List.of("-Xmx256m");
    }

    private void work(PackagedService service, int port) throws Exception {
        boolean withHeap = System.getProperty("native.image.path") == null;
        long start = System.nanoTime();
        long end = start + LENGTH.toNanos();
        String run = "";
        while (System.nanoTime() < end) {
            Duration passed = Duration.ofNanos(System.nanoTime() - start);
            if (passed.compareTo(RUN.multipliedBy(runs)) >= 0) {
                checkViewers(run);
                runs++;
                run = startRun();
            }
            if (passed.compareTo(SWAP.multipliedBy(swaps)) >= 0) {
                swaps++;
                swap(port, swaps % 2 == 0 ? "deploy.onnx" : "deploy_new.onnx");
            }
            if (passed.compareTo(SAMPLE.multipliedBy(samples.size())) >= 0) {
                samples.add(ServiceUse.of(service.pid(), passed.toMillis() / 1_000.0, withHeap));
                write();
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        checkViewers(run);
    }

    private static void predict(int port) throws Exception {
        expect(200, port, Load.REQUEST);
        TimeUnit.MILLISECONDS.sleep(50);
    }

    private static void probe(int port) throws Exception {
        for (String probe : List.of("live", "ready", "started")) {
            expect(200, port, RawConnection.get("/q/health/" + probe));
        }
        TimeUnit.MILLISECONDS.sleep(1_000);
    }

    private static void swap(int port, String model) throws IOException {
        expect(200, port, RawConnection.post("/update_model", "{\"model_path\":\"" + model + "\"}"));
    }

    private static void expect(int status, int port, byte[] request) throws IOException {
        RawConnection.Answer answer = RawConnection.ask(port, request);
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    }

    /** All viewers are connections of one session, and get all events of it. */
    private void connectViewers(int port) {
        WebSocketClient first = WebSocketClient.connect(port, "");
        watching.add(first);
        String session = first.session();
        while (watching.size() + listening.size() < VIEWERS) {
            if (watching.size() <= listening.size()) {
                watching.add(WebSocketClient.connect(port, "?session=" + session));
            } else {
                IO.Options options = new IO.Options();
                options.auth = Map.of("session", session);
                Transports transports = listening.size() % 2 == 0 ? Transports.WEBSOCKET : Transports.POLLING;
                listening.add(new SocketIoConnection(transports, options, port));
            }
        }
        watching.forEach(each -> each.await("connected", TIMEOUT));
        listening.forEach(each -> each.await("connected", TIMEOUT));
    }

    private String startRun() {
        WebSocketClient first = watching.get(0);
        int before = first.events("ack").size();
        first.start("{\"lines\":" + LINES + ",\"sleep\":1}");
        await().atMost(TIMEOUT).until(() -> first.events("ack").size() > before);
        return first.events("ack").get(before).at("/data/simulation_id").asText();
    }

    /** Waits until all viewers have the end of a run, and checks that they have each event once, in order. */
    private void checkViewers(String run) {
        if (run.isEmpty()) {
            return;
        }
        for (WebSocketClient each : watching) {
            JsonNode end = each.await(
                    event -> isOf(run, event.path("data"))
                            && isEnd(event.path("event").asText()),
                    TIMEOUT);
            assertThat(end.path("event").asText()).as(end.toString()).isEqualTo("simulation_complete");
            List<Long> numbers = each.events().stream()
                    .map(event -> event.path("data"))
                    .filter(data -> isOf(run, data) && data.has("seq"))
                    .map(data -> data.path("seq").asLong())
                    .toList();
            checkNumbers(numbers);
        }
        for (SocketIoConnection each : listening) {
            each.await(event -> isOf(run, event.data()) && isEnd(event.name()), TIMEOUT);
            checkNumbers(each.of(run).stream()
                    .map(event -> event.data().path("seq").asLong())
                    .toList());
        }
    }

    private static boolean isOf(String run, JsonNode data) {
        return data.path("simulation_id").asText().equals(run);
    }

    private static boolean isEnd(String event) {
        return event.equals("simulation_complete") || event.equals("simulation_error");
    }

    private static void checkNumbers(List<Long> numbers) {
        assertThat(numbers).hasSizeGreaterThan(LINES);
        assertThat(numbers)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, numbers.size()).boxed().toList());
    }

    private void write() throws IOException {
        Files.createDirectories(SAMPLES.getParent());
        List<String> lines = new ArrayList<>(List.of("seconds,rss_mb,heap_mb,files,threads"));
        samples.forEach(each -> lines.add(each.csv()));
        Files.write(SAMPLES, lines);
    }

    private void report() throws IOException {
        if (samples.size() < MIN_SAMPLES) {
            // A quick run on a busy machine.
            return;
        }
        // The warm-up is a quarter of the time.
        List<ServiceUse> warm = samples.subList(samples.size() / 4, samples.size());
        double heap = ServiceUse.hourlySlope(warm, ServiceUse::heap);
        double rss = ServiceUse.hourlySlope(warm, ServiceUse::rss);
        double files = ServiceUse.growth(warm, ServiceUse::files);
        double threads = ServiceUse.growth(warm, ServiceUse::threads);
        FaultReport.row(
                14,
                "soak",
                "live heap under 1 MB/h, files and threads flat, 0 errors",
                String.format(
                        Locale.ROOT,
                        "%d s, %d swaps, %d runs, %d viewers: live heap %+.2f MB/h, resident %+.1f MB/h, files %+.0f,"
                                + " threads %+.0f, 0 errors",
                        LENGTH.toSeconds(),
                        swaps,
                        runs,
                        VIEWERS,
                        heap,
                        rss,
                        files,
                        threads));
        if (FULL) {
            // An executable has no histogram of its heap.
            assertThat(Double.isNaN(heap) ? rss : heap).isLessThan(1);
            assertThat(files).isBetween(-20.0, 5.0);
            assertThat(threads).isBetween(-20.0, 5.0);
        }
    }
}
