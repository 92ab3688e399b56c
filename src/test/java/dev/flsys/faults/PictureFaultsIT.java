package dev.flsys.faults;

import static dev.flsys.testsupport.OnnxNetwork.FLOAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.flsys.faults.PictureBombs.Bomb;
import dev.flsys.testsupport.Mutations;
import dev.flsys.testsupport.OnnxNetwork;
import dev.flsys.testsupport.PackagedService;
import dev.flsys.testsupport.PictureDamage;
import dev.flsys.testsupport.RawConnection;
import dev.flsys.testsupport.SmallProject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged, hostile and very large pictures of every format, sent to the packaged application. Its heap is allocated at
 * the start and always resident, so that the growth of its memory is native memory: that of decoders. As in the image,
 * the JVM returns freed native memory to the system, here each second.
 */
class PictureFaultsIT {

    private static final Path PICTURES = Path.of("src/test/resources/parity");
    private static final int HEAP_MEGABYTES = 400;
    private static final int TRIM_MILLIS = 1_000;
    private static final int CLIENTS = 4;
    private static final long SEED = 18;

    /** The default of INFERENCE_PICTURE_TIMEOUT, in seconds of processor time. */
    private static final double DEADLINE = 2;
    /** The check of the deadline four times a second, the request itself, and the compiler and collector of the JVM. */
    private static final double ALLOWANCE = 2;

    private static final long FLAT_MEGABYTES = 96;
    /** The memory for native pictures by DecodingMemory. */
    private static final int BYTES_A_PIXEL = 10;

    private static final int MAX_PIXELS = 64_000_000;
    private static final int MORE_MEGABYTES = 64;
    private static final Set<Integer> ACCEPTED = Set.of(200, 400, 413);

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    static Path directory;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    static Path folder;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static PackagedService service;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static ProcessFigures process;

    private static int port;

    @BeforeAll
    static void start() throws IOException {
        assumeThat(System.getProperty("native.image.path"))
                .as("an executable has another heap")
                .isNull();
        SmallProject.writeSettings(directory, SmallProject.copyTo(folder));
        Files.write(
                folder.resolve("weights/net.onnx"),
                new OnnxNetwork()
                        .input("picture", FLOAT, -1, 3, 16, 16)
                        .node("GlobalAveragePool", "picture", "means")
                        .node("Flatten", "means", "output")
                        .output("output", FLOAT, -1, 3)
                        .toByteArray());
        service = PackagedService.start(
                directory,
                0,
                Map.of(),
                List.of(
                        "-Xms" + HEAP_MEGABYTES + "m",
                        "-Xmx" + HEAP_MEGABYTES + "m",
                        "-XX:+AlwaysPreTouch",
                        "-XX:+IgnoreUnrecognizedVMOptions",
                        "-XX:TrimNativeHeapInterval=" + TRIM_MILLIS,
                        "-XX:+ExitOnOutOfMemoryError"));
        port = service.port();
        process = new ProcessFigures(service.pid());
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (service != null) {
            service.close();
        }
    }

    @Test
    void damaged_pictures_are_predicted_or_refused_and_leave_no_memory_in_use() throws Exception {
        List<byte[]> files = files();
        assertThat(files).hasSizeGreaterThan(70);
        // Each client loads its libraries and compiles its code first.
        send(files.size() * FaultScale.of(1, 10), i -> files.get(i % files.size()));
        long before = process.megabytes();

        int cuts = FaultScale.of(2, 100);
        Map<Integer, Integer> truncated = send(files.size() * cuts, i -> {
            byte[] file = files.get(i / cuts);
            return Arrays.copyOf(file, (int) ((long) file.length * (i % cuts) / cuts));
        });
        int changes = FaultScale.of(6, 1_000);
        Map<Integer, Integer> mutated = send(files.size() * changes, i -> mutation(files, i / changes, SEED + i));
        awaitTrim();
        long grown = process.megabytes() - before;

        FaultReport.row(
                5,
                "truncated and mutated pictures",
                "no 5xx, memory within " + FLAT_MEGABYTES + " MiB, no ERROR",
                files.size() + " files; truncated " + truncated + ", mutated " + mutated + "; " + grown + " MiB");
        assertThat(mutated).containsKeys(200, 400);
        assertThat(grown).isLessThan(FLAT_MEGABYTES);
        assertThat(errors()).isEmpty();
    }

    @Test
    void bombs_end_within_the_deadline_and_the_memory_of_one_picture() throws Exception {
        byte[] plain = request(files().get(0));
        assertThat(RawConnection.ask(port, plain).status()).isEqualTo(200);
        long before = process.megabytes();
        List<Bomb> all = new ArrayList<>(PictureBombs.bombs()
                .subList(0, FaultScale.of(8, PictureBombs.bombs().size())));
        all.addAll(FaultScale.isFull() ? PictureBombs.largest() : List.of());
        double max = 0;
        long peak = 0;
        for (Bomb bomb : all) {
            byte[] request = request(bomb.file().get());
            process.resetPeak();
            double start = process.processorSeconds();
            RawConnection.Answer answer = RawConnection.ask(port, request);
            double seconds = process.processorSeconds() - start;
            long needed = process.peakMegabytes() - before;
            assertThat(ACCEPTED).as(bomb.name() + ": " + answer.body()).contains(answer.status());
            assertThat(seconds).as(bomb.name()).isLessThan(DEADLINE + ALLOWANCE);
            max = Math.max(max, seconds);
            peak = Math.max(peak, needed);
        }
        awaitIdle();
        assertThat(peak).isLessThan((long) MAX_PIXELS * BYTES_A_PIXEL / (1 << 20) + MORE_MEGABYTES);
        assertThat(RawConnection.ask(port, plain).status()).isEqualTo(200);
        awaitTrim();
        long grown = process.megabytes() - before;
        FaultReport.row(
                5,
                "picture bombs and 64 megapixels",
                "4xx or 200, 2 s of processor time, memory of one picture",
                all.size() + " files; at most "
                        + String.format(Locale.ROOT, "%.1f s, %d MiB; %d MiB at the end", max, peak, grown));
        assertThat(grown).isLessThan(FLAT_MEGABYTES);
        assertThat(errors()).isEmpty();
    }

    @Test
    void many_of_the_largest_pictures_at_once_need_the_memory_of_one() throws Exception {
        List<byte[]> requests = new ArrayList<>();
        for (Bomb bomb : PictureBombs.largest()) {
            requests.add(bomb.file().get());
        }
        long before = process.megabytes();
        process.resetPeak();
        Map<Integer, Integer> answers =
                send(requests.size() * FaultScale.of(1, 10), i -> requests.get(i % requests.size()));
        long peak = process.peakMegabytes() - before;
        FaultReport.row(
                5, "the largest pictures at once", "no 5xx, the memory of one picture", answers + "; " + peak + " MiB");
        assertThat(peak).isLessThan((long) MAX_PIXELS * BYTES_A_PIXEL / (1 << 20) + MORE_MEGABYTES);
        assertThat(errors()).isEmpty();
    }

    /** Half of the mutations damage parts of the format, so that later steps of a decoder are reached. */
    private static byte[] mutation(List<byte[]> files, int file, long seed) {
        byte[] picture = files.get(file);
        byte[] damaged = seed % 2 == 0 ? new PictureDamage(seed).of(picture) : picture;
        return damaged == picture || seed % 3 == 0 ? new Mutations(seed, files).of(damaged) : damaged;
    }

    /** Sends pictures at the same time. Returns the numbers of answers by status, which are all {@link #ACCEPTED}. */
    private static Map<Integer, Integer> send(int count, IntFunction<byte[]> pictures) throws Exception {
        AtomicInteger next = new AtomicInteger();
        Map<Integer, Integer> answers = new TreeMap<>();
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<?>> all = new ArrayList<>();
            ConcurrentLinkedQueue<Integer> statuses = new ConcurrentLinkedQueue<>();
            for (int client = 0; client < CLIENTS; client++) {
                all.add(clients.submit(() -> {
                    try (RawConnection connection = new RawConnection(port)) {
                        for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                            connection.send(request(pictures.apply(i)));
                            RawConnection.Answer answer = connection.answer();
                            assertThat(ACCEPTED)
                                    .as("picture " + i + ": " + answer.body())
                                    .contains(answer.status());
                            statuses.add(answer.status());
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
            statuses.forEach(status -> answers.merge(status, 1, Integer::sum));
        } finally {
            clients.shutdownNow();
        }
        return answers;
    }

    private static byte[] request(byte[] picture) {
        byte[] data = Base64.getEncoder().encode(picture);
        byte[] start = "{\"model_id\":\"net\",\"image_data\":\"".getBytes(StandardCharsets.US_ASCII);
        byte[] end = "\"}".getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream request = new ByteArrayOutputStream(data.length + 300);
        request.writeBytes(RawConnection.bytes("POST /api/predict/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                + "Content-Type: application/json\r\nContent-Length: "
                + (start.length + data.length + end.length) + "\r\n\r\n"));
        request.writeBytes(start);
        request.writeBytes(data);
        request.writeBytes(end);
        return request.toByteArray();
    }

    /** Waits until no decoder runs on: a decoder that was given up continues until it ends by itself. */
    private static void awaitIdle() {
        double[] last = {Double.NaN};
        await().pollInterval(Duration.ofMillis(200))
                .atMost(Duration.ofMinutes(1))
                .until(() -> {
                    double now = process.processorSeconds();
                    boolean idle = now - last[0] < 0.1;
                    last[0] = now;
                    return idle;
                });
    }

    /** Waits for the JVM to return freed memory twice: the first time may have begun before. */
    private static void awaitTrim() throws InterruptedException {
        Thread.sleep(2 * TRIM_MILLIS);
    }

    private static List<byte[]> files() throws IOException {
        List<byte[]> files = new ArrayList<>();
        for (String part : List.of("pictures", "rare")) {
            try (Stream<Path> all = Files.list(PICTURES.resolve(part))) {
                for (Path file : all.sorted().toList()) {
                    files.add(Files.readAllBytes(file));
                }
            }
        }
        return files;
    }

    private static List<String> errors() {
        return service.log().lines().filter(line -> line.contains(" ERROR ")).toList();
    }
}
