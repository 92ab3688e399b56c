package dev.flsys.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.testsupport.Load;
import dev.flsys.testsupport.RawConnection;
import dev.flsys.testsupport.ServiceJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Clients that take their time: while they hold their connections, others are answered as before, and the memory of the
 * service is bounded.
 */
@ExtendWith(SharedService.Starter.class)
class SlowClientFaultsIT {

    private static final String HOST = "Host: 127.0.0.1\r\n";
    /** Latencies are compared in the full size only, with an allowance for the noise of a shared machine. */
    private static final double ALLOWANCE_MILLISECONDS = 50;

    private static final int LOG_LINES = 60_000;
    /** The default that docs/limits.md documents for one body, and some time to answer. */
    private static final long DEADLINE_SECONDS = 40;

    /** Slow clients, which end with this. */
    private static final class Clients implements AutoCloseable {
        private final Deque<RawConnection> connections = new ArrayDeque<>();
        private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

        RawConnection open(int port) throws IOException {
            RawConnection connection = new RawConnection(port);
            connections.add(connection);
            return connection;
        }

        @Override
        public void close() throws IOException {
            clock.shutdownNow();
            for (RawConnection each : connections) {
                each.close();
            }
        }
    }

    /** Opens the slow clients. */
    @FunctionalInterface
    private interface Fault {
        void begin(Clients clients) throws Exception;
    }

    private static void measure(SharedService service, String name, Fault fault) throws Exception {
        long period = FaultScale.of(1_500, 20_000);
        int errors = service.errors().size();
        try (UnaffectedClients others = UnaffectedClients.on(service.port(), Load.REQUEST);
                Clients clients = new Clients()) {
            TimeUnit.MILLISECONDS.sleep(period);
            UnaffectedClients.Figures before = others.figures();
            int memory = service.residentMegabytes();
            fault.begin(clients);
            others.figures();
            TimeUnit.MILLISECONDS.sleep(period);
            UnaffectedClients.Figures during = others.figures();
            int more = service.residentMegabytes() - memory;
            FaultReport.row(
                    8,
                    name,
                    "others' p99 at most 2x, 0 failures, at most 300 MB more memory",
                    "before: " + before + "; during: " + during + "; " + more + " MB more memory");
            assertThat(during.failures()).isEmpty();
            assertThat(during.answered()).isPositive();
            assertThat(more).isLessThan(300);
            if (FaultScale.isFull()) {
                assertThat(during.p99()).isLessThan(2 * before.p99() + ALLOWANCE_MILLISECONDS);
            }
        }
        assertThat(service.errors().stream().skip(errors)).isEmpty();
        service.assertServes();
    }

    @Test
    void headers_that_arrive_byte_by_byte_delay_nobody(SharedService service) throws Exception {
        int number = FaultScale.of(100, 500);
        measure(service, number + " connections with slow headers", clients -> {
            List<RawConnection> all = new ArrayList<>();
            for (int i = 0; i < number; i++) {
                RawConnection each = clients.open(service.port());
                each.send(RawConnection.bytes("GET /api/models/ HTTP/1.1\r\n" + HOST + "X-Slow: "));
                all.add(each);
            }
            byte[] next = {'a'};
            var unused = clients.clock.scheduleAtFixedRate(
                    () -> {
                        for (RawConnection each : all) {
                            try {
                                each.send(next);
                            } catch (IOException closed) {
                                // The service may close it.
                            }
                        }
                    },
                    0,
                    500,
                    TimeUnit.MILLISECONDS);
        });
    }

    @Test
    void bodies_in_tiny_chunks_are_refused_and_delay_nobody(SharedService service) throws Exception {
        int number = FaultScale.of(3, 30);
        byte[] chunk = RawConnection.bytes("6\r\nAAAAAA\r\n");
        measure(service, number + " bodies of 3 MB in chunks of 6 bytes", clients -> {
            for (int i = 0; i < number; i++) {
                RawConnection each = clients.open(service.port());
                each.send(RawConnection.bytes("POST /api/predict/ HTTP/1.1\r\n" + HOST
                        + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"));
                int sent = 0;
                try {
                    for (; sent < 500_000; sent++) {
                        each.send(chunk);
                    }
                } catch (IOException closed) {
                    // As it should be.
                }
                assertThat(sent).as("chunks that were taken").isLessThan(500_000);
            }
        });
    }

    @Test
    void a_body_that_stalls_ends_with_408_at_its_deadline(SharedService service) throws Exception {
        int number = FaultScale.of(20, 300);
        List<RawConnection> all = new ArrayList<>();
        long start = System.nanoTime();
        try (Clients clients = new Clients()) {
            for (int i = 0; i < number; i++) {
                RawConnection each = clients.open(service.port());
                each.send(RawConnection.bytes("POST /predict HTTP/1.1\r\n" + HOST
                        + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"));
                all.add(each);
            }
            service.assertServes();
            if (FaultScale.isFull()) {
                for (RawConnection each : all) {
                    assertThat(each.answer().status()).isEqualTo(408);
                }
                long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
                FaultReport.row(8, number + " stalled bodies", "408 after 20 s", "408, all within " + seconds + " s");
                assertThat(seconds).isLessThan(DEADLINE_SECONDS);
            }
        }
        service.assertServes();
    }

    /** A simulation whose log has 6 MB, more than the buffers of a connection hold. */
    private static String longLog(SharedService service) throws IOException {
        String parameters = "{\"lines\":" + LOG_LINES + "}";
        RawConnection.Answer started =
                RawConnection.ask(service.port(), RawConnection.post("/api/simulations/", parameters));
        assertThat(started.status()).as(started.body()).isEqualTo(201);
        String id = json(started).path("simulation_id").textValue();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> json(RawConnection.ask(service.port(), RawConnection.get("/api/simulations/" + id + "/")))
                        .path("state")
                        .asText()
                        .equals("completed"));
        return "/api/simulations/" + id + "/log";
    }

    private static JsonNode json(RawConnection.Answer answer) throws IOException {
        return ServiceJson.MAPPER.readTree(answer.body());
    }

    @Test
    void downloads_that_nobody_reads_delay_nobody(SharedService service) throws Exception {
        String log = longLog(service);
        int unread = FaultScale.of(30, 300);
        measure(service, unread + " downloads that are not read", clients -> {
            for (int i = 0; i < unread; i++) {
                clients.open(service.port()).send(RawConnection.get(log));
            }
        });
        measure(service, unread + " downloads of one byte a second", clients -> {
            List<RawConnection> all = new ArrayList<>();
            for (int i = 0; i < unread; i++) {
                RawConnection each = clients.open(service.port());
                each.send(RawConnection.get(log));
                all.add(each);
            }
            var unused = clients.clock.scheduleAtFixedRate(
                    () -> {
                        for (RawConnection each : all) {
                            try {
                                each.read(1);
                            } catch (IOException closed) {
                                // The service may close it.
                            }
                        }
                    },
                    0,
                    1,
                    TimeUnit.SECONDS);
        });
    }

    @Test
    void idle_live_clients_delay_nobody(SharedService service) throws Exception {
        int number = FaultScale.of(200, 10_000);
        List<RawWebSocket> all = new ArrayList<>();
        try {
            measure(service, number + " idle WebSockets and Socket.IO sessions", clients -> {
                for (int i = 0; i < number / 2; i++) {
                    RawWebSocket live = new RawWebSocket(service.port(), "/ws", "");
                    all.add(live);
                    assertThat(live.message()).contains("connected");
                    RawWebSocket socketIo =
                            new RawWebSocket(service.port(), "/socket.io/?EIO=4&transport=websocket", "");
                    all.add(socketIo);
                    assertThat(socketIo.message()).startsWith("0{");
                    byte[] connect = "40".getBytes(StandardCharsets.US_ASCII);
                    socketIo.send(RawWebSocket.frame(true, 0, RawWebSocket.TEXT, connect));
                    assertThat(socketIo.message()).startsWith("40{");
                    assertThat(socketIo.message()).contains("connected");
                }
            });
            byte[] ping = RawWebSocket.frame(true, 0, RawWebSocket.PING, new byte[0]);
            RawWebSocket last = all.get(all.size() - 1);
            last.send(ping);
            assertThat(last.next().opcode()).as("a session is still open").isIn(RawWebSocket.PONG, RawWebSocket.TEXT);
        } finally {
            for (RawWebSocket each : all) {
                each.close();
            }
        }
    }
}
