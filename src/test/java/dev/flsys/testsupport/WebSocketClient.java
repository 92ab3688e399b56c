package dev.flsys.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A simple client of {@code /ws}. It splits frames that are arrays into events. */
public final class WebSocketClient implements AutoCloseable, WebSocket.Listener {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofMinutes(1);

    private final List<JsonNode> events = new ArrayList<>();
    private final List<String> undescribed = new ArrayList<>();
    private final StringBuilder partial = new StringBuilder();
    private final WebSocket socket;
    private volatile boolean reading = true;
    private volatile int closeCode;

    private WebSocketClient(URI address, String origin) {
        WebSocket.Builder builder = HttpClient.newHttpClient().newWebSocketBuilder();
        if (!origin.isEmpty()) {
            builder.header("Origin", origin);
        }
        this.socket = builder.buildAsync(address, this).join();
    }

    public static WebSocketClient connect(int port, String query) {
        return new WebSocketClient(URI.create("ws://127.0.0.1:" + port + "/ws" + query), "");
    }

    public static WebSocketClient connectFrom(String origin, int port) {
        return new WebSocketClient(URI.create("ws://127.0.0.1:" + port + "/ws"), origin);
    }

    public void send(String frame) {
        socket.sendText(frame, true).join();
    }

    /** Asks for a simulation with {@code parameters}, which is a JSON object. */
    public void start(String parameters) {
        send("{\"event\":\"start_simulation\",\"id\":1,\"data\":" + parameters + "}");
    }

    public void stop(String simulation) {
        send("{\"event\":\"stop_simulation\",\"data\":{\"simulation_id\":\"" + simulation + "\"}}");
    }

    /** Asks for the events of a simulation after the number {@code after}. */
    public void resume(String simulation, long after) {
        send("{\"event\":\"resume_simulation\",\"data\":{\"simulation_id\":\"%s\",\"after\":%d}}"
                .formatted(simulation, after));
    }

    /** The token of the session. */
    public String session() {
        return await("connected", SOON).at("/data/session").asText();
    }

    /** The id of the first simulation that this client started. */
    public String simulation() {
        return await("ack", SOON).at("/data/simulation_id").asText();
    }

    /** Waits for the last event of a simulation. */
    public JsonNode awaitEnd(Duration limit) {
        return await(
                event -> Set.of("simulation_complete", "simulation_error")
                        .contains(event.path("event").asText()),
                limit);
    }

    public void sendBytes(byte[] bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
    }

    /** Stops reading from the connection. */
    public void stopReading() {
        reading = false;
    }

    public void continueReading() {
        reading = true;
        socket.request(1);
    }

    /** All events. Fails if one of them is not as the description of the protocol says. */
    public List<JsonNode> events() {
        synchronized (events) {
            assertThat(undescribed).as("not as in asyncapi.yaml").isEmpty();
            return List.copyOf(events);
        }
    }

    public List<JsonNode> events(String name) {
        return events().stream()
                .filter(event -> event.path("event").asText().equals(name))
                .toList();
    }

    /** The lines of all simulations. */
    public List<String> messages() {
        return events("simulation_log").stream()
                .map(event -> event.path("data").path("message").asText())
                .toList();
    }

    /** The numbers of all numbered events. */
    public List<Long> sequence() {
        return events().stream()
                .map(event -> event.path("data").path("seq"))
                .filter(JsonNode::isNumber)
                .map(JsonNode::asLong)
                .toList();
    }

    public JsonNode await(String name, Duration limit) {
        return await(event -> event.path("event").asText().equals(name), limit);
    }

    public JsonNode await(Predicate<JsonNode> wanted, Duration limit) {
        Awaitility.await().atMost(limit).pollInterval(Duration.ofMillis(20)).until(() -> events().stream()
                .anyMatch(wanted));
        return events().stream().filter(wanted).findFirst().orElseThrow();
    }

    public int awaitClose(Duration limit) {
        Awaitility.await().atMost(limit).until(() -> closeCode != 0);
        return closeCode;
    }

    @Override
    public void onOpen(WebSocket opened) {
        opened.request(1);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            take(partial.toString());
            partial.setLength(0);
        }
        if (reading) {
            from.request(1);
        }
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closeCode = code;
        return null;
    }

    private void take(String frame) {
        try {
            JsonNode content = JSON.readTree(frame);
            synchronized (events) {
                if (content.isArray()) {
                    content.forEach(this::keep);
                } else {
                    keep(content);
                }
            }
        } catch (JsonProcessingException invalid) {
            throw new AssertionError("The service sent invalid JSON: " + frame, invalid);
        }
    }

    private void keep(JsonNode event) {
        undescribed.addAll(DescribedEvents.faultsOfFrame(event));
        events.add(event);
    }

    @Override
    public void close() {
        socket.abort();
    }
}
