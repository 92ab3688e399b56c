package dev.flsys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.testsupport.PackagedService;
import dev.flsys.testsupport.RawConnection;
import dev.flsys.testsupport.SmallProject;
import dev.flsys.testsupport.WebSocketClient;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application with short times for connections and a small number of them. */
class ConnectionTimesIT {

    private static final int LIMIT = 30;
    private static final Duration HEADER = Duration.ofSeconds(2);
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(5);
    /** The time in which a connection that is over its limit must have been closed on a busy machine. */
    private static final Duration SOON = Duration.ofSeconds(15);

    private static final Duration ANSWER = Duration.ofSeconds(3);
    /** More bytes than the buffers of a connection hold. */
    private static final int UNREAD = 16 << 20;

    private static final int CHUNK = 1 << 16;

    private static final Duration LONG = KEEP_ALIVE.multipliedBy(3);

    @TempDir
    static Path directory;

    @TempDir
    static Path project;

    private static PackagedService service;
    private static int port;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        SmallProject.writeSettings(directory, SmallProject.copyTo(project));
        service = PackagedService.start(
                directory,
                0,
                Map.of(
                        "HTTP_HEADER_TIMEOUT", HEADER.toSeconds() + "s",
                        "HTTP_KEEP_ALIVE_TIMEOUT", KEEP_ALIVE.toSeconds() + "s",
                        "HTTP_ANSWER_TIMEOUT", ANSWER.toSeconds() + "s",
                        "QUARKUS_HTTP_LIMITS_MAX_CONNECTIONS", Integer.toString(LIMIT)));
        port = service.port();
        // The guard is set when the service listens, at the same time as this line is logged.
        Awaitility.await().until(() -> service.log().contains("FLSys serves the project"));
        TimeUnit.MILLISECONDS.sleep(500);
    }

    @AfterAll
    static void stop() throws InterruptedException {
        service.close();
        assertThat(service.log()).doesNotContain(" ERROR ");
    }

    private static boolean isClosedWithin(RawConnection connection, Duration time) throws IOException {
        connection.timeout((int) time.toMillis());
        try {
            return connection.isClosed();
        } catch (SocketTimeoutException open) {
            return false;
        } catch (SocketException reset) {
            return true;
        }
    }

    @Test
    void a_header_that_is_not_complete_in_time_closes_its_connection() throws Exception {
        try (RawConnection slow = new RawConnection(port);
                RawConnection silent = new RawConnection(port)) {
            slow.send(RawConnection.bytes("GET /q/health/live HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "));
            boolean closed = false;
            long start = System.nanoTime();
            while (!closed && System.nanoTime() - start < SOON.toNanos()) {
                try {
                    slow.send(RawConnection.bytes("a"));
                    closed = isClosedWithin(slow, Duration.ofMillis(100));
                } catch (SocketException reset) {
                    closed = true;
                }
            }
            assertThat(closed).isTrue();
            assertThat(isClosedWithin(silent, SOON)).isTrue();
        }
    }

    @Test
    void a_connection_stays_open_between_requests_and_not_for_long() throws Exception {
        try (RawConnection connection = new RawConnection(port)) {
            for (int i = 0; i < 3; i++) {
                connection.send(RawConnection.get("/q/health/live"));
                assertThat(connection.answer().status()).isEqualTo(200);
                // Longer than the time for a header.
                TimeUnit.MILLISECONDS.sleep(HEADER.toMillis() * 3 / 2);
            }
            assertThat(isClosedWithin(connection, SOON)).isTrue();
        }
    }

    @Test
    void an_answer_that_is_not_read_closes_its_connection() throws Exception {
        byte[] request = RawConnection.get("/q/openapi");
        long size = RawConnection.ask(port, request).body().length();
        long number = UNREAD / size;
        try (RawConnection reader = new RawConnection(port)) {
            for (int i = 0; i < number; i++) {
                reader.send(request);
            }
            TimeUnit.MILLISECONDS.sleep(LONG.toMillis());
            long taken = 0;
            try {
                for (int read = reader.read(CHUNK).length; read > 0; read = reader.read(CHUNK).length) {
                    taken += read;
                }
            } catch (SocketException reset) {
                // the rest of the answers is lost
            }
            assertThat(taken).isLessThan(number * size);
        }
    }

    @Test
    void live_clients_and_long_polls_stay_connected() throws Exception {
        try (WebSocketClient live = WebSocketClient.connect(port, "");
                RawConnection socketIo = new RawConnection(port)) {
            socketIo.send(RawConnection.bytes("GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n"
                    + "Host: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
            assertThat(socketIo.answer().status()).isEqualTo(101);
            try (RawConnection polling = new RawConnection(port)) {
                polling.send(RawConnection.get("/socket.io/?EIO=4&transport=polling"));
                String sid = polling.answer().body().replaceAll(".*\"sid\":\"([^\"]+)\".*", "$1");
                polling.send(RawConnection.get("/socket.io/?EIO=4&transport=polling&sid=" + sid));
                TimeUnit.MILLISECONDS.sleep(LONG.toMillis());
                live.send("{\"event\":\"unheard_of\",\"id\":\"x\"}");
                live.await("ack", SOON);
                // The first packet of Engine.IO.
                assertThat(socketIo.read(2)).hasSize(2);
                assertThat(isClosedWithin(socketIo, Duration.ofMillis(300))).isFalse();
                assertThat(isClosedWithin(polling, Duration.ofMillis(300))).isFalse();
            }
        }
    }

    @Test
    void connections_that_send_nothing_count_and_make_room_when_they_are_closed() throws Exception {
        List<RawConnection> all = new ArrayList<>();
        try {
            for (int i = 0; i < 2 * LIMIT; i++) {
                all.add(new RawConnection(port));
            }
            int refused = 0;
            for (RawConnection each : all.subList(LIMIT, all.size())) {
                refused += isClosedWithin(each, Duration.ofMillis(200)) ? 1 : 0;
            }
            assertThat(refused).as("connections over the limit").isEqualTo(LIMIT);
        } finally {
            for (RawConnection each : all) {
                each.close();
            }
        }
        Awaitility.await()
                .atMost(SOON)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> RawConnection.ask(port, RawConnection.get("/q/health/live"))
                                .status()
                        == 200);
    }
}
